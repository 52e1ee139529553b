import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@fondaco/chassis/testing';
import { freePort, startUnsupervised } from '../setup/unsupervised.ts';
import type { Message } from './message/message-store.ts';
import type { Payload } from './webhook/payload.ts';
import { webhookPath } from './webhook/webhook-path.ts';

type Attachment = NonNullable<Payload['attachments']>[number];

export type ReceiverUnderTest = Awaited<ReturnType<typeof startReceiver>>;

/** The Slack receiver as a process of its own, with a file that outlives it. */
export const startReceiver = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'slack-receiver-'));
  const [http, management] = [await freePort(), await freePort()];
  const start = () =>
    startUnsupervised({
      name: 'slack-receiver',
      part: 'slack-receiver',
      command: process.execPath,
      args: [join(import.meta.dirname, 'main.ts')],
      env: {
        LOG_LEVEL: 'fatal',
        INSTANCE: 'slack-receiver',
        HTTP_PORT: String(http),
        MANAGEMENT_PORT: String(management),
        DATA_FILE: join(directory, 'data', 'messages.sqlite'),
        RUNBOOK_FOLDER: join(import.meta.dirname, '../../../docs/runbooks'),
      },
      cwd: directory,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 10_000,
      readyTimeoutMs: 60_000,
      ready: async () => {
        const { ok } = await fetch(`http://127.0.0.1:${management}/health/ready`);
        if (!ok) throw new Error('not ready');
      },
    });
  let running = await start();
  const url = `http://127.0.0.1:${http}`;
  const messages = async (query = ''): Promise<Message[]> => {
    const answer = await fetch(`${url}/api/messages${query}`);
    return ((await answer.json()) as { messages: Message[] }).messages;
  };
  const attachments = async (): Promise<Attachment[]> =>
    (await messages()).flatMap(({ payload }) => payload.attachments ?? []);

  return {
    url,
    webhook: url + webhookPath,
    messages,
    attachments,
    /** The newest with the title, once there is one. */
    attachment: (title: string): Promise<Attachment> =>
      eventually(
        async () => {
          const all = await attachments();
          const found = all.find((one) => one.title === title);
          assert.ok(found, `${title} among ${all.map((one) => one.title).join(' | ')}`);
          return found;
        },
        { within: 20_000 },
      ),
    post: async (body: unknown): Promise<[number, string]> => {
      const answer = await fetch(url + webhookPath, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return [answer.status, await answer.text()];
    },
    metrics: async () => (await fetch(`http://127.0.0.1:${management}/metrics`)).text(),
    killAndStartAgain: async () => {
      running.child.kill('SIGKILL');
      await running.stop();
      running = await start();
    },
    stop: async () => {
      await running.stop();
      await rm(directory, { recursive: true });
    },
  };
};
