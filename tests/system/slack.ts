import assert from 'node:assert/strict';
import { eventually } from '@fondaco/chassis/testing';
import type { System } from './system.ts';

type Attachment = { title?: string; title_link?: string; text?: string; color?: string };
export type SlackMessage = { id: number; receivedAt: string; payload: { attachments?: Attachment[] } };

/** What Slack was told, as the receiver that stands in for it took it. */
export const slackOf = ({ addresses: { slackReceiver } }: System) => {
  const url = `http://${slackReceiver.page.host}:${slackReceiver.page.port}`;
  const list = async (after = 0): Promise<SlackMessage[]> => {
    const answer = await fetch(`${url}/api/messages?after=${after}`);
    assert.equal(answer.status, 200);
    return ((await answer.json()) as { messages: SlackMessage[] }).messages;
  };
  return {
    url,
    /** The id of the last message so far. */
    last: async (): Promise<number> => (await list())[0]?.id ?? 0,
    /** The attachment with this title in which `text` occurs, after the message with the id. */
    told: (title: string, text: RegExp, options: { after: number; within: number }): Promise<Attachment> =>
      eventually(
        async () => {
          const all = (await list(options.after)).flatMap(({ payload }) => payload.attachments ?? []);
          const found = all.find((one) => one.title?.startsWith(title) && text.test(one.text ?? ''));
          assert.ok(found, `${title} ${text} among ${all.map((one) => one.title).join(' | ') || 'nothing'}`);
          return found;
        },
        { within: options.within },
      ),
  };
};
