// Which transaction a message belongs to: RFC 3261, 17.1.3 for responses, 17.2.3 for requests, RFC 2543's way included.

/** What every branch of RFC 3261 begins with (8.1.1.7). */
export const BRANCH_COOKIE = 'z9hG4bK';

/** No field of a message that was scanned holds a line end, so parts cannot run into each other. */
const BETWEEN = '\n';

/**
 * Fields of a request, unfolded, as they stand in it. Tags are empty where absent. Of the top Via: its whole value, and
 * its branch, transport, host and port where it has them.
 */
export interface RequestFields {
  readonly method: string;
  readonly uri: string;
  readonly callId: string;
  readonly cseq: number;
  readonly fromTag: string;
  readonly toTag: string;
  readonly via: string;
  readonly branch: string | undefined;
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
}

/**
 * The branch says all, as RFC 3261 promises; otherwise RFC 2543's fields must be compared. Byte by byte: whoever repeats,
 * acknowledges or cancels copies its branch, and letters of either case are what keeps many a branch apart.
 */
export const hasCookie = (branch: string | undefined): branch is string =>
  branch?.startsWith(BRANCH_COOKIE) === true && branch.length > BRANCH_COOKIE.length;

const DEFAULT_PORT = 5060;
const DEFAULT_TLS_PORT = 5061;

/** Host and port of a Via, so that a port left out equals the transport's own (20.42) and case does not matter. */
function sentBy({ host, port, transport }: RequestFields): string {
  const own = /^(tls|wss)$/i.test(transport) ? DEFAULT_TLS_PORT : DEFAULT_PORT;
  return `${host.toLowerCase()}:${port ?? own}`;
}

const keyOf = (request: RequestFields, method: string): string =>
  hasCookie(request.branch) ? [request.branch, sentBy(request), method].join(BETWEEN) : legacyKey(request, method);

/**
 * RFC 2543's: the Request-URI, both tags, Call-ID, CSeq and the whole top Via. The To tag of an ACK is that of the
 * response, so INVITE and ACK leave it to `isSameTo`.
 */
function legacyKey(request: RequestFields, method: string): string {
  const { uri, fromTag, callId, cseq, via } = request;
  const toTag = method === 'INVITE' ? '' : request.toTag;
  return [uri, toTag, fromTag, callId, String(cseq), via, method].join(BETWEEN);
}

/** The key of the server transaction that a request makes or belongs to. An ACK belongs to its INVITE. */
export const serverKey = (request: RequestFields): string =>
  keyOf(request, request.method === 'ACK' ? 'INVITE' : request.method);

/** The key of the transaction that a CANCEL wants cancelled (9.2): of the proxies' methods, only an INVITE waits long enough. */
export const cancelledKey = (cancel: RequestFields): string => keyOf(cancel, 'INVITE');

/**
 * Whether an INVITE or ACK that was found by `serverKey` is of that transaction. With a cookie it is; without, a repeated
 * INVITE has the To tag of the first, an ACK that of the response (17.2.3).
 */
export function isSameTo(coming: RequestFields, inviteToTag: string, responseToTag: string): boolean {
  if (hasCookie(coming.branch)) return true;
  return coming.toTag === (coming.method === 'ACK' ? responseToTag : inviteToTag);
}

/** The key of the client transaction that a response belongs to (17.1.3): the branch that we gave, and the method of its CSeq. */
export const clientKey = (branch: string, cseqMethod: string): string => [branch, cseqMethod].join(BETWEEN);
