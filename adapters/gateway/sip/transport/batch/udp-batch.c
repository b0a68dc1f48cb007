// Many datagrams in one call to the system (recvmmsg, sendmmsg), for Linux. Node's own socket around the same descriptor
// tells when something came, so that nothing here waits, and closes it. Speaks Node-API only: one build serves every Node.
#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <node_api.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BATCH 64
#define ARGS 8
#define TEXT 80
// A peer is six words: the address as IPv6 in the order of the wire, IPv4 as mapped into it; the port; the scope.
#define WORDS 6
enum { PORT = 4, SCOPE = 5 };

typedef struct { size_t count; napi_value at[ARGS]; } Args;

static Args args_of(napi_env env, napi_callback_info info) {
  Args args = {.count = ARGS};
  napi_get_cb_info(env, info, &args.count, args.at, NULL, NULL);
  return args;
}

static int32_t number_at(napi_env env, Args *args, int i) {
  int32_t number = 0;
  napi_get_value_int32(env, args->at[i], &number);
  return number;
}

// The memory of a typed array; its length in elements.
static void *array_at(napi_env env, Args *args, int i, size_t *length) {
  void *data = NULL;
  *length = 0;
  napi_get_typedarray_info(env, args->at[i], NULL, length, &data, NULL, NULL);
  return data;
}

static napi_value answer(napi_env env, int64_t number) {
  napi_value value;
  napi_create_int64(env, number, &value);
  return value;
}

// The scope of `fe80::1%eth0` is the number of that interface.
static int parse(const char *text, uint32_t *words) {
  char plain[TEXT];
  struct in_addr four;
  strncpy(plain, text, TEXT - 1);
  plain[TEXT - 1] = 0;
  words[SCOPE] = 0;
  char *zone = strchr(plain, '%');
  if (zone) { *zone = 0; words[SCOPE] = if_nametoindex(zone + 1); }
  if (inet_pton(AF_INET6, plain, words) == 1) return 1;
  if (inet_pton(AF_INET, plain, &four) != 1) return 0;
  words[0] = words[1] = 0; words[2] = htonl(0xffff); words[3] = four.s_addr;
  return 1;
}

static socklen_t to_socket(const uint32_t *words, int is_six, struct sockaddr_storage *to) {
  memset(to, 0, sizeof(struct sockaddr_in6));
  if (is_six) {
    struct sockaddr_in6 *six = (void *)to;
    six->sin6_family = AF_INET6; six->sin6_port = htons((uint16_t)words[PORT]); six->sin6_scope_id = words[SCOPE];
    memcpy(&six->sin6_addr, words, 16);
    return sizeof *six;
  }
  struct sockaddr_in *four = (void *)to;
  four->sin_family = AF_INET; four->sin_port = htons((uint16_t)words[PORT]); four->sin_addr.s_addr = words[3];
  return sizeof *four;
}

static void from_socket(const struct sockaddr_storage *from, uint32_t *words) {
  if (from->ss_family == AF_INET6) {
    const struct sockaddr_in6 *six = (const void *)from;
    memcpy(words, &six->sin6_addr, 16);
    words[PORT] = ntohs(six->sin6_port); words[SCOPE] = six->sin6_scope_id;
    return;
  }
  const struct sockaddr_in *four = (const void *)from;
  words[0] = words[1] = 0; words[2] = htonl(0xffff); words[3] = four->sin_addr.s_addr;
  words[PORT] = ntohs(four->sin_port); words[SCOPE] = 0;
}

// open(address: string, port, isSix, reusePort, bufferBytes, sixOnly): the descriptor, or less than 0: -errno.
static napi_value open_socket(napi_env env, napi_callback_info info) {
  Args args = args_of(env, info);
  char text[TEXT] = "";
  size_t length;
  uint32_t words[WORDS];
  napi_get_value_string_utf8(env, args.at[0], text, sizeof text, &length);
  if (!parse(text, words)) return answer(env, -EINVAL);
  words[PORT] = (uint32_t)number_at(env, &args, 1);
  int is_six = number_at(env, &args, 2), reuse = number_at(env, &args, 3), size = number_at(env, &args, 4), six_only = number_at(env, &args, 5);
  int fd = socket(is_six ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return answer(env, -errno);
  if (is_six) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &six_only, sizeof six_only);
  // The system gives what it may; less is no reason not to serve.
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  struct sockaddr_storage me;
  socklen_t me_length = to_socket(words, is_six, &me);
  if ((reuse && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &reuse, sizeof reuse) < 0) || bind(fd, (void *)&me, me_length) < 0) {
    int why = errno;
    close(fd);
    return answer(env, -why);
  }
  return answer(env, fd);
}

// receive(fd, bytes, slotBytes, lengths, peers): how many came (0: none), or -errno. Datagram i is at i * slotBytes.
static napi_value receive(napi_env env, napi_callback_info info) {
  Args args = args_of(env, info);
  size_t size, slots, words;
  int fd = number_at(env, &args, 0), slot = number_at(env, &args, 2);
  uint8_t *bytes = array_at(env, &args, 1, &size);
  int32_t *lengths = array_at(env, &args, 3, &slots);
  uint32_t *peers = array_at(env, &args, 4, &words);
  if (slot <= 0 || size < (size_t)slot * BATCH || slots < BATCH || words < BATCH * WORDS) return answer(env, -EINVAL);
  struct mmsghdr m[BATCH];
  struct iovec io[BATCH];
  struct sockaddr_storage from[BATCH];
  memset(m, 0, sizeof m);
  for (int i = 0; i < BATCH; i++) {
    io[i] = (struct iovec){bytes + (size_t)i * slot, (size_t)slot};
    m[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &io[i], .msg_iovlen = 1};
  }
  int n = recvmmsg(fd, m, BATCH, MSG_DONTWAIT, NULL);
  if (n < 0) return answer(env, errno == EAGAIN || errno == EINTR ? 0 : -errno);
  for (int i = 0; i < n; i++) { lengths[i] = (int32_t)m[i].msg_len; from_socket(&from[i], peers + i * WORDS); }
  return answer(env, n);
}

// send(fd, isSix, bytes, ends, peers, from, to): how many of the datagrams from..to went (0: full), or -errno of the first.
// Datagram i ends at ends[i] and begins where the one before it ends.
static napi_value send_batch(napi_env env, napi_callback_info info) {
  Args args = args_of(env, info);
  size_t size, slots, words;
  int fd = number_at(env, &args, 0), is_six = number_at(env, &args, 1);
  uint8_t *bytes = array_at(env, &args, 2, &size);
  int32_t *ends = array_at(env, &args, 3, &slots);
  uint32_t *peers = array_at(env, &args, 4, &words);
  int from = number_at(env, &args, 5), to = number_at(env, &args, 6), count = to - from > BATCH ? BATCH : to - from;
  if (from < 0 || count <= 0 || (size_t)to > slots || (size_t)to * WORDS > words) return answer(env, -EINVAL);
  struct mmsghdr m[BATCH];
  struct iovec io[BATCH];
  struct sockaddr_storage name[BATCH];
  memset(m, 0, sizeof m);
  for (int i = 0; i < count; i++) {
    int32_t start = from + i == 0 ? 0 : ends[from + i - 1], end = ends[from + i];
    if (start < 0 || end < start || (size_t)end > size) return answer(env, -EINVAL);
    io[i] = (struct iovec){bytes + start, (size_t)(end - start)};
    socklen_t length = to_socket(peers + (size_t)(from + i) * WORDS, is_six, &name[i]);
    m[i].msg_hdr = (struct msghdr){.msg_name = &name[i], .msg_namelen = length, .msg_iov = &io[i], .msg_iovlen = 1};
  }
  int n = sendmmsg(fd, m, (unsigned)count, MSG_DONTWAIT);
  return answer(env, n >= 0 ? n : errno == EAGAIN || errno == ENOBUFS || errno == EINTR ? 0 : -errno);
}

// words(address: string, into): 1, or 0 where it is no address. The port is left alone.
static napi_value words_of(napi_env env, napi_callback_info info) {
  Args args = args_of(env, info);
  char text[TEXT] = "";
  size_t length, words;
  napi_get_value_string_utf8(env, args.at[0], text, sizeof text, &length);
  uint32_t *into = array_at(env, &args, 1, &words);
  return answer(env, words >= WORDS && parse(text, into));
}

// text(words): the address, IPv4 in its short form.
static napi_value text_of(napi_env env, napi_callback_info info) {
  Args args = args_of(env, info);
  char text[TEXT] = "", zone[IF_NAMESIZE];
  size_t length;
  uint32_t *words = array_at(env, &args, 0, &length);
  napi_value value;
  if (length >= WORDS) {
    int is_four = IN6_IS_ADDR_V4MAPPED((struct in6_addr *)words);
    inet_ntop(is_four ? AF_INET : AF_INET6, is_four ? (void *)&words[3] : words, text, sizeof text);
    if (words[SCOPE] && if_indextoname(words[SCOPE], zone)) strcat(strcat(text, "%"), zone);
  }
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  return value;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor all[] = {
      {"open", NULL, open_socket, NULL, NULL, NULL, napi_enumerable, NULL},
      {"receive", NULL, receive, NULL, NULL, NULL, napi_enumerable, NULL},
      {"send", NULL, send_batch, NULL, NULL, NULL, napi_enumerable, NULL},
      {"words", NULL, words_of, NULL, NULL, NULL, napi_enumerable, NULL},
      {"text", NULL, text_of, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, sizeof all / sizeof *all, all);
  return exports;
}
