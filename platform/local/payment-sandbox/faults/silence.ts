import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/** Requests that never get an answer. Whoever asked has to give up by himself. */
export type Silence = {
  keep(reply: FastifyReply): FastifyReply;
  /** Cuts them off, so that they do not hold up the end of the process. */
  end(): void;
};

export const createSilence = (): Silence => {
  const kept = new Set<ServerResponse>();
  return {
    keep: (reply) => {
      const response = reply.raw;
      kept.add(response);
      response.once('close', () => kept.delete(response));
      return reply.hijack();
    },
    end: () => {
      for (const response of kept) response.destroy();
    },
  };
};
