// Calls for a SIP gate and a stop-watch: INVITEs out, answers checked against what must be answered, ACKs back. One thread.
//
//   sip-load udp|tcp HOST PORT CALLS [name=value ...]
//
// CALLS: lines "callee;caller;status", sent in turn. rate= calls a second, each due at its instant whatever came of the ones before
// (latency counts from then); 0 = as many as `window=` lets be unanswered at once. seconds=, calls=: it ends at whichever comes first.
// sockets= (UDP) or connections (TCP). first= which line of CALLS the first call is. from= the address it calls from. What is not answered within a second is lost. Prints one
// line of JSON. Linux; IPv4.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, SOCKETS_MAX = 64, MESSAGE_MAX = 2048, ID_DIGITS = 10, STREAM_BYTES = 1 << 20 };
enum { RING = 1 << 20, UNKNOWN = 0, OPEN = 1, ANSWERED = 2, GIVEN_UP = 3 };
enum { EXACT_US = 1024, STEPS = 64, BUCKETS = EXACT_US + 22 * STEPS };
static const uint64_t GIVE_UP_NS = 1000000000ull;
static const uint64_t NS = 1000000000ull;

typedef struct { char callee[24], caller[24]; int calleeLength, callerLength, status; } Row;
typedef struct { int fd, port; char *in, *out; size_t inLength, outStart, outLength; } Socket;

static Row *rows;
static size_t rowCount;
static Socket sockets[SOCKETS_MAX];
static int socketCount = 1, isTcp, window = 256;
static double rate;
static uint64_t firstRow;
static uint64_t startNs, callsMax = UINT64_MAX, runNs = 5 * 1000000000ull;
static uint64_t dueNs[RING];
static uint8_t state[RING];
static uint64_t sent, oldest, answered, lost, late, wrong, bad, repeated, sendErrors, byStatus[1000];
static uint64_t histogram[BUCKETS], maxUs;
static char wrongSample[160];
static char marker[32], host[64];
static int markerLength, port;
static const char *from = "127.0.0.1";

static uint64_t nowNs(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * NS + (uint64_t)t.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "sip-load: %s: %s\n", what, strerror(errno));
  exit(2);
}

static int bucketOf(uint64_t us) {
  if (us < EXACT_US) return (int)us;
  int shift = 63 - __builtin_clzll(us) - 10;
  int at = EXACT_US + shift * STEPS + (int)((us >> (shift + 4)) & (STEPS - 1));
  return at < BUCKETS ? at : BUCKETS - 1;
}

static uint64_t valueOf(int bucket) {
  if (bucket < EXACT_US) return (uint64_t)bucket;
  int shift = (bucket - EXACT_US) / STEPS, step = (bucket - EXACT_US) % STEPS;
  return (uint64_t)(STEPS + step) << (shift + 4);
}

static uint64_t percentile(double share) {
  uint64_t wanted = (uint64_t)(share * (double)answered), seen = 0;
  for (int i = 0; i < BUCKETS; i++) {
    seen += histogram[i];
    if (seen > wanted) return valueOf(i);
  }
  return maxUs;
}

static char *put(char *at, const char *text, size_t length) {
  memcpy(at, text, length);
  return at + length;
}
#define TEXT(at, literal) put(at, literal, sizeof(literal) - 1)

static char *putId(char *at, uint64_t id) {
  for (int i = ID_DIGITS - 1; i >= 0; i--, id /= 10) at[i] = (char)('0' + id % 10);
  return at + ID_DIGITS;
}

static const char SDP[] =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8 0 101\r\n"
    "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
    "a=ptime:20\r\na=sendrecv\r\n";
static char inviteTail[1024], viaHead[SOCKETS_MAX][96], uriTail[96];
static size_t inviteTailLength, viaHeadLength[SOCKETS_MAX], uriTailLength;

static void prepare(void) {
  uriTailLength = (size_t)snprintf(uriTail, sizeof uriTail, "@%s:%d SIP/2.0\r\n", host, port);
  for (int i = 0; i < socketCount; i++)
    viaHeadLength[i] = (size_t)snprintf(viaHead[i], sizeof viaHead[i], "Via: SIP/2.0/%s %s:%d;branch=z9hG4bK",
                                        isTcp ? "TCP" : "UDP", from, sockets[i].port);
  inviteTailLength = (size_t)snprintf(
      inviteTail, sizeof inviteTail,
      "\r\nCSeq: 1 INVITE\r\nMax-Forwards: 69\r\nContact: <sip:calls@%s:%d>\r\nSupported: 100rel,timer\r\n"
      "Allow: INVITE,ACK,BYE,CANCEL,OPTIONS,PRACK,UPDATE\r\nSession-Expires: 1800\r\nUser-Agent: Switch/1.0\r\n"
      "Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s",
      from, sockets[0].port, (int)sizeof SDP - 1, SDP);
}

static char *putFrom(char *at, const Row *row, uint64_t id) {
  at = TEXT(at, "\r\nFrom: <sip:");
  at = put(at, row->caller, (size_t)row->callerLength);
  at = TEXT(at, "@carrier.example>;tag=f");
  return putId(at, id);
}

static char *putCallId(char *at, uint64_t id) {
  at = TEXT(at, "\r\nCall-ID: ");
  at = put(at, marker, (size_t)markerLength);
  at = putId(at, id);
  return TEXT(at, "@carrier.example");
}

static size_t writeInvite(char *out, uint64_t id, int socket) {
  const Row *row = &rows[(firstRow + id) % rowCount];
  char *at = TEXT(out, "INVITE sip:");
  at = put(at, row->callee, (size_t)row->calleeLength);
  at = put(at, uriTail, uriTailLength);
  at = put(at, viaHead[socket], viaHeadLength[socket]);
  at = putId(at, id);
  at = putFrom(at, row, id);
  at = TEXT(at, "\r\nTo: <sip:");
  at = put(at, row->callee, (size_t)row->calleeLength);
  at = TEXT(at, "@carrier.example>");
  at = putCallId(at, id);
  at = put(at, inviteTail, inviteTailLength);
  return (size_t)(at - out);
}

/** `to`: the field as it was answered, with its tag. */
static size_t writeAck(char *out, uint64_t id, int socket, const char *to, size_t toLength) {
  const Row *row = &rows[(firstRow + id) % rowCount];
  char *at = TEXT(out, "ACK sip:");
  at = put(at, row->callee, (size_t)row->calleeLength);
  at = put(at, uriTail, uriTailLength);
  at = put(at, viaHead[socket], viaHeadLength[socket]);
  at = putId(at, id);
  at = putFrom(at, row, id);
  at = TEXT(at, "\r\nTo: ");
  at = put(at, to, toLength);
  at = putCallId(at, id);
  at = TEXT(at, "\r\nCSeq: 1 ACK\r\nMax-Forwards: 69\r\nContent-Length: 0\r\n\r\n");
  return (size_t)(at - out);
}

/** Counts an answer and writes its ACK; 0: none is due. */
static size_t take(const char *message, size_t length, uint64_t atNs, int socket, char *ack) {
  if (length < 12 || memcmp(message, "SIP/2.0 ", 8) != 0) return bad++, 0;
  int status = atoi(message + 8);
  if (status < 200) return 0;
  const char *callId = memmem(message, length, marker, (size_t)markerLength);
  const char *to = memmem(message, length, "\r\nTo: ", 6);
  if (callId == NULL || to == NULL || callId + markerLength + ID_DIGITS > message + length || status > 999)
    return bad++, 0;
  uint64_t id = strtoull(callId + markerLength, NULL, 10);
  const char *end = memchr(to + 6, '\r', length - (size_t)(to + 6 - message));
  if (id >= sent || id + RING <= sent || end == NULL) return bad++, 0;
  uint64_t at = id & (RING - 1);
  if (state[at] == ANSWERED) repeated++;
  else if (state[at] == GIVEN_UP) late++;
  else {
    state[at] = ANSWERED;
    uint64_t us = atNs > dueNs[at] ? (atNs - dueNs[at]) / 1000 : 0;
    histogram[bucketOf(us)]++;
    if (us > maxUs) maxUs = us;
    answered++;
    byStatus[status]++;
    const Row *row = &rows[(firstRow + id) % rowCount];
    if (status != row->status) {
      if (wrong++ == 0)
        snprintf(wrongSample, sizeof wrongSample, "%s from %s: %d in place of %d", row->callee, row->caller, status, row->status);
    }
  }
  size_t toLength = (size_t)(end - to - 6);
  return toLength > 400 ? 0 : writeAck(ack, id, socket, to + 6, toLength);
}

static void giveUp(uint64_t atNs) {
  for (; oldest < sent; oldest++) {
    uint64_t at = oldest & (RING - 1);
    if (state[at] == ANSWERED) continue;
    if (dueNs[at] + GIVE_UP_NS > atNs && sent - oldest < RING - BATCH) return;
    state[at] = GIVEN_UP;
    lost++;
  }
}

/** How many calls are due now. */
static uint64_t dueNow(uint64_t atNs) {
  uint64_t due = rate > 0 ? (uint64_t)((double)(atNs - startNs) * 1e-9 * rate) + 1 : answered + lost + (uint64_t)window;
  if (due > callsMax) due = callsMax;
  return due > sent ? due - sent : 0;
}

static void begin(uint64_t id, uint64_t atNs) {
  uint64_t at = id & (RING - 1);
  state[at] = OPEN;
  dueNs[at] = rate > 0 ? startNs + (uint64_t)((double)id / rate * 1e9) : atNs;
}

static struct mmsghdr outs[BATCH], acks[BATCH], ins[BATCH];
static struct iovec outParts[BATCH], ackParts[BATCH], inParts[BATCH];
static char outBytes[BATCH][MESSAGE_MAX], ackBytes[BATCH][MESSAGE_MAX], inBytes[BATCH][MESSAGE_MAX];

static void join(struct mmsghdr *headers, struct iovec *parts, char (*bytes)[MESSAGE_MAX]) {
  for (int i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){bytes[i], MESSAGE_MAX - 1};
    headers[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
  }
}

/** A socket's buffer is full: the rest goes with the next turn, as datagrams that the network would hold. */
static void sendAll(int fd, struct mmsghdr *headers, int count) {
  for (int done = 0; done < count;) {
    int n = sendmmsg(fd, headers + done, (unsigned)(count - done), 0);
    if (n > 0) done += n;
    else if (errno == ENOBUFS || errno == EAGAIN || errno == ECONNREFUSED) { sendErrors++; done++; }
    else fail("send");
  }
}

static int turnUdp(int index) {
  Socket *socket = &sockets[index];
  uint64_t atNs = nowNs();
  int count = (int)dueNow(atNs);
  if (count > BATCH / 2) count = BATCH / 2;
  for (int i = 0; i < count; i++) {
    begin(sent + (uint64_t)i, atNs);
    outParts[i].iov_len = writeInvite(outBytes[i], sent + (uint64_t)i, index);
  }
  sent += (uint64_t)count;
  sendAll(socket->fd, outs, count);
  int came = recvmmsg(socket->fd, ins, BATCH, MSG_DONTWAIT, NULL);
  if (came <= 0) return count;
  atNs = nowNs();
  int acked = 0;
  for (int i = 0; i < came; i++) {
    size_t length = take(inBytes[i], ins[i].msg_len, atNs, index, ackBytes[acked]);
    if (length > 0) ackParts[acked++].iov_len = length;
  }
  sendAll(socket->fd, acks, acked);
  return count + came;
}

static void flush(Socket *socket) {
  while (socket->outLength > 0) {
    ssize_t n = send(socket->fd, socket->out + socket->outStart, socket->outLength, MSG_NOSIGNAL);
    if (n <= 0) {
      if (errno != EAGAIN) fail("connection");
      break;
    }
    socket->outStart += (size_t)n;
    socket->outLength -= (size_t)n;
  }
  if (socket->outStart > 0 && socket->outLength > 0) memmove(socket->out, socket->out + socket->outStart, socket->outLength);
  socket->outStart = 0;
}

/** Bytes of the first whole message, or 0. */
static size_t wholeMessage(const char *bytes, size_t length) {
  const char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  size_t head = (size_t)(end - bytes) + 4;
  const char *field = memmem(bytes, head, "\r\nContent-Length:", 17);
  size_t body = field == NULL ? 0 : strtoul(field + 17, NULL, 10);
  return length >= head + body ? head + body : 0;
}

static int turnTcp(int index) {
  Socket *socket = &sockets[index];
  uint64_t atNs = nowNs();
  int count = (int)dueNow(atNs);
  if (count > BATCH / 2) count = BATCH / 2;
  for (int i = 0; i < count && socket->outLength < STREAM_BYTES - MESSAGE_MAX; i++) {
    begin(sent, atNs);
    socket->outLength += writeInvite(socket->out + socket->outStart + socket->outLength, sent++, index);
  }
  flush(socket);
  ssize_t n = recv(socket->fd, socket->in + socket->inLength, STREAM_BYTES - socket->inLength, 0);
  if (n == 0) { errno = ECONNRESET; fail("closed by the server"); }
  if (n < 0) {
    if (errno != EAGAIN) fail("connection");
    return count;
  }
  socket->inLength += (size_t)n;
  atNs = nowNs();
  size_t used = 0;
  for (size_t length; (length = wholeMessage(socket->in + used, socket->inLength - used)) > 0; used += length)
    if (socket->outLength < STREAM_BYTES - MESSAGE_MAX)
      socket->outLength += take(socket->in + used, length, atNs, index, socket->out + socket->outLength);
  memmove(socket->in, socket->in + used, socket->inLength -= used);
  flush(socket);
  return count + 1;
}

static void openSocket(Socket *made) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)}, me = {.sin_family = AF_INET};
  socklen_t length = sizeof me;
  int bytes = 4 << 20, one = 1;
  if (inet_pton(AF_INET, host, &to.sin_addr) != 1 || inet_pton(AF_INET, from, &me.sin_addr) != 1) fail("address");
  made->fd = socket(AF_INET, isTcp ? SOCK_STREAM : SOCK_DGRAM, 0);
  setsockopt(made->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  setsockopt(made->fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  if (bind(made->fd, (struct sockaddr *)&me, sizeof me) || connect(made->fd, (struct sockaddr *)&to, sizeof to)) fail("connect");
  getsockname(made->fd, (struct sockaddr *)&me, &length);
  made->port = ntohs(me.sin_port);
  if (!isTcp) return;
  setsockopt(made->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  fcntl(made->fd, F_SETFL, O_NONBLOCK);
  made->in = malloc(STREAM_BYTES);
  made->out = malloc(2 * STREAM_BYTES);
}

static void readCalls(const char *path) {
  FILE *file = fopen(path, "r");
  if (file == NULL) fail(path);
  size_t room = 0;
  Row row;
  while (fscanf(file, "%23[^;];%23[^;];%d\n", row.callee, row.caller, &row.status) == 3) {
    row.calleeLength = (int)strlen(row.callee);
    row.callerLength = (int)strlen(row.caller);
    if (rowCount == room) rows = realloc(rows, (room = room ? room * 2 : 4096) * sizeof row);
    rows[rowCount++] = row;
  }
  fclose(file);
  if (rowCount == 0) { errno = EINVAL; fail("no calls"); }
}

static void readOption(const char *option) {
  const char *equals = strchr(option, '=');
  double value = equals == NULL ? 0 : atof(equals + 1);
  if (strncmp(option, "rate=", 5) == 0) rate = value;
  else if (strncmp(option, "window=", 7) == 0) window = (int)value;
  else if (strncmp(option, "seconds=", 8) == 0) runNs = (uint64_t)(value * 1e9);
  else if (strncmp(option, "calls=", 6) == 0) callsMax = (uint64_t)value;
  else if (strncmp(option, "first=", 6) == 0) firstRow = (uint64_t)value;
  else if (strncmp(option, "sockets=", 8) == 0) socketCount = (int)value;
  else if (strncmp(option, "from=", 5) == 0) from = equals + 1;
  else { errno = EINVAL; fail(option); }
  if (socketCount < 1 || socketCount > SOCKETS_MAX || window < 1 || window > RING / 2) { errno = ERANGE; fail(option); }
}

static void print(double seconds) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  double cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
  printf("{\"seconds\":%.3f,\"sent\":%lu,\"answered\":%lu,\"lost\":%lu,\"late\":%lu,\"wrong\":%lu,\"bad\":%lu,\"repeated\":%lu,"
         "\"sendErrors\":%lu,\"perSecond\":%.0f,\"p50Us\":%lu,\"p99Us\":%lu,\"p999Us\":%lu,\"maxUs\":%lu,\"cpuSeconds\":%.2f,"
         "\"wrongSample\":\"%s\",\"status\":{",
         seconds, sent, answered, lost, late, wrong, bad, repeated, sendErrors, (double)answered / seconds, percentile(0.5),
         percentile(0.99), percentile(0.999), maxUs, cpu, wrongSample);
  const char *comma = "";
  for (int status = 200; status < 1000; status++)
    if (byStatus[status] > 0) printf("%s\"%d\":%lu", comma, status, byStatus[status]), comma = ",";
  printf("}}\n");
}

int main(int count, char **given) {
  if (count < 5) { fprintf(stderr, "usage: sip-load udp|tcp HOST PORT CALLS [name=value ...]\n"); return 2; }
  isTcp = strcmp(given[1], "tcp") == 0;
  snprintf(host, sizeof host, "%s", given[2]);
  port = atoi(given[3]);
  for (int i = 5; i < count; i++) readOption(given[i]);
  readCalls(given[4]);
  markerLength = snprintf(marker, sizeof marker, "load-%x-%llx-", (unsigned)getpid(), (unsigned long long)nowNs() / 1000000);
  for (int i = 0; i < socketCount; i++) openSocket(&sockets[i]);
  prepare();
  join(outs, outParts, outBytes);
  join(acks, ackParts, ackBytes);
  join(ins, inParts, inBytes);
  struct pollfd waits[SOCKETS_MAX];
  for (int i = 0; i < socketCount; i++) waits[i] = (struct pollfd){.fd = sockets[i].fd, .events = POLLIN};
  startNs = nowNs();
  uint64_t endNs = 0;
  for (;;) {
    int done = 0;
    for (int i = 0; i < socketCount; i++) done += isTcp ? turnTcp(i) : turnUdp(i);
    uint64_t atNs = nowNs();
    giveUp(atNs);
    if (endNs == 0 && (atNs - startNs >= runNs || sent >= callsMax)) endNs = atNs, callsMax = sent;
    if (endNs != 0 && oldest >= sent) break;
    struct timespec nap = {0, 50000};
    if (done == 0) ppoll(waits, (nfds_t)socketCount, &nap, NULL);
  }
  print((double)(endNs - startNs) * 1e-9);
  return 0;
}
