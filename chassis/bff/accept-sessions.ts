import fastifyCookie from '@fastify/cookie';
import type { HttpServer } from '../service/index.ts';
import { type ForgeryOptions, refuseForgedChanges } from './forgery.ts';

/** From here on requests come with their cookies, and changes that no page of ours sent are refused. */
export const acceptSessions = async (http: HttpServer, options: ForgeryOptions): Promise<void> => {
  await http.register(fastifyCookie);
  refuseForgedChanges(http, options);
};
