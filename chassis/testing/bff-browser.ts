import type { HttpServer } from '../service/index.ts';

type Sent = {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly body?: object;
  readonly headers?: Record<string, string | undefined>;
};

/** A browser before a BFF: it keeps the session's cookie, and sends what an interface's pages send. */
export const bffBrowser = (options: {
  readonly http: Pick<HttpServer, 'inject'>;
  /** The session cookie's name. */
  readonly cookie: string;
  readonly origin: string;
}) => {
  const jar: { cookie: string | undefined; csrfToken: string } = { cookie: undefined, csrfToken: '' };
  const bodies: string[] = [];

  const send = async ({ method = 'GET', url, body, headers = {} }: Sent) => {
    const all: Record<string, string | undefined> = {
      ...(jar.cookie === undefined ? {} : { cookie: `${options.cookie}=${jar.cookie}` }),
      ...(method === 'GET'
        ? {}
        : { origin: options.origin, 'sec-fetch-site': 'same-origin', 'x-csrf-token': jar.csrfToken }),
      ...headers,
    };
    const response = await options.http.inject({
      method,
      url,
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
        string,
        string
      >,
      ...(body === undefined ? {} : { payload: body }),
    });
    bodies.push(response.body);
    const set = response.cookies.find(({ name }) => name === options.cookie);
    if (set !== undefined) jar.cookie = set.value;
    const json = response.body === '' ? null : response.json();
    if (typeof json?.csrfToken === 'string') jar.csrfToken = json.csrfToken;
    return { status: response.statusCode, headers: response.headers, json, cookie: set };
  };
  return { send, jar, bodies };
};
