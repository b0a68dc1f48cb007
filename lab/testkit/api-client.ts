/** JSON of any shape: tests read what they expect of it; text answers stand under `text`. */
export interface AnswerBody {
  readonly [field: string]: unknown;
}

/** One answer of the API, body parsed. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

export interface ApiClient {
  get(path: string): Promise<ApiAnswer>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
  put(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
  delete(path: string): Promise<ApiAnswer>;
  /** The same server with another key. */
  as(key: string | undefined): ApiClient;
}

/** The HTTP API as a test speaks to it. */
export const apiClient = (url: string, key: string | undefined): ApiClient => {
  const send = async (
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: json ? (JSON.parse(text) as AnswerBody) : { text },
    };
  };
  return {
    get: (path) => send('GET', path, undefined, {}),
    post: (path, body, headers = {}) => send('POST', path, body, headers),
    put: (path, body, headers = {}) => send('PUT', path, body, headers),
    delete: (path) => send('DELETE', path, undefined, {}),
    as: (other) => apiClient(url, other),
  };
};
