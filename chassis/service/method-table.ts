import type { RouteOptions } from 'fastify';

/** Which methods each address knows: Fastify answers 404 alike for an unknown address and a wrong method. */
export const createMethodTable = () => {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  return {
    add: (route: RouteOptions): void => {
      const pattern = route.url
        .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll(/:[^/]+/g, '[^/]+')
        .replaceAll('*', '.*');
      routes.push({ pattern: new RegExp(`^${pattern}$`), methods: [route.method].flat() });
    },
    /** Empty for an unknown address. */
    allowedFor: (url: string): string[] => {
      const path = url.split('?')[0] ?? '';
      return [
        ...new Set(routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods)),
      ];
    },
  };
};
