import { once } from 'node:events';
import { Type } from 'typebox';
import { type Background, createHttp, readSettings, runService, serviceSettings } from './index.ts';

// A service whose slow parts go on when SIGUSR2 says so; run by run-service.component.test.ts.
const released = once(process, 'SIGUSR2');

const readConfig = (env: Readonly<Record<string, string | undefined>>) =>
  readSettings(Type.Object({ ...serviceSettings, CREATE: Type.String({ default: 'works' }) }), env);

await runService({
  name: 'test',
  readConfig,
  create: async ({ config, log, metrics }) => {
    if (config.CREATE === 'fails') throw new Error('cannot be composed');
    if (config.CREATE === 'waits') await released;
    const http = await createHttp({ name: 'test', log, metrics });
    const open = { config: { access: ['public'] } } as const;
    http.get('/v1/quick', open, () => 'quick');
    http.get('/v1/slow', open, async () => {
      log.info('slow request began');
      await released;
      return 'slow';
    });
    http.get('/v1/reject', open, () => {
      void Promise.reject(new Error('nobody waits for this'));
      return 'ok';
    });
    const background = (name: string): Background => ({
      name,
      start: async () => undefined,
      stop: async () => log.info(`${name} stopped`),
    });
    return {
      http,
      background: [background('relay'), background('consumer')],
      checks: { always: async () => undefined },
      close: async () => log.info('closed'),
    };
  },
});
