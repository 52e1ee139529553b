import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

/** The escape of U+0000, not preceded by an escaped backslash. */
const NUL_ESCAPE = /(?<!\\)(?:\\\\)*\\u0000/;

/** PostgreSQL stores no U+0000 in text: whatever carries one is refused before it gets that far. */
const NUL = new Problem({
  status: 400,
  code: 'request/malformed',
  title: 'The request contains the character U+0000',
});

export const refuseNulInUrl = (url: string): void => {
  if (url.includes('%00')) throw NUL;
};

/** Fastify would take text/plain too. */
export const acceptOnlyJson = (http: FastifyInstance): void => {
  http.removeAllContentTypeParsers();
  const parse = http.getDefaultJsonParser('error', 'error');
  http.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (NUL_ESCAPE.test(body as string)) done(NUL);
    else void parse(request, body as string, done);
  });
};
