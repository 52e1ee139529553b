export const withNext = (path: string, next: string) =>
  next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`;

/** Where to go after logging in: a path of this shop, whatever the address said. */
export const nextPath = (search: URLSearchParams): string => {
  const next = search.get('next') ?? '/';
  // "//host" and "/\host" would be other sites, also with a tab or line break between, which browsers leave out.
  return /^\/(?![/\\])\P{Cc}*$/u.test(next) ? next : '/';
};
