/** The served house, asked over HTTP as everybody asks it. */
export interface HouseApi {
  /** A refusal is an answer like another: what a person may not do now is left out. */
  ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: object, key?: string): Promise<ApiAnswer>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const ASK_TIMEOUT_MS = 10_000;

export const houseApi = (url: string, adminKey: string): HouseApi => ({
  ask: async (method, path, body, key = adminKey) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: response.status, body: isJson ? (JSON.parse(text) as ApiAnswer['body']) : {} };
  },
});
