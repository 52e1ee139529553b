import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Access } from './access.ts';

const PROBLEM = {
  description: 'Any refusal or failure, as RFC 9457 says. Programs decide by `code`.',
  content: {
    'application/problem+json': {
      schema: Type.Object({
        type: Type.String(),
        title: Type.String(),
        status: Type.Integer(),
        code: Type.String(),
        detail: Type.Optional(Type.String()),
        instance: Type.Optional(Type.String()),
      }),
    },
  },
};

const DESCRIPTION = '/v1/openapi.json';

/** Describes all routes that come after it as OpenAPI 3.1, and serves the description. */
export const describeRoutes = async (
  http: FastifyInstance,
  about: { readonly name: string; readonly version: string },
): Promise<void> => {
  await http.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: about.name, version: about.version },
      components: {
        securitySchemes: {
          user: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: "A user's access token.",
          },
          service: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: "A caller's own token.",
          },
        },
      },
    },
    hideUntagged: false,
    transform: ({ schema, url, route }) => ({
      url,
      schema: {
        ...schema,
        hide: url === DESCRIPTION,
        security: security(route.config?.access ?? []),
        response: { ...(schema?.response as object | undefined), default: PROBLEM },
      },
    }),
  });
  http.get(DESCRIPTION, { config: { access: ['public'] } }, () => http.swagger());
};

const security = (access: readonly Access[]): Record<string, string[]>[] =>
  access.flatMap((allowed) => {
    if (allowed === 'public') return [];
    return [allowed === 'user' || allowed === 'staff' ? { user: [] } : { service: [] }];
  });
