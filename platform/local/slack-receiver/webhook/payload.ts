import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

const closed = { additionalProperties: false };
const Text = Type.String();
const Link = Type.String({ pattern: '^https?://' });

const Field = Type.Object({ title: Text, value: Text, short: Type.Optional(Type.Boolean()) }, closed);

/** https://api.slack.com/reference/messaging/attachments */
const Attachment = Type.Object(
  {
    fallback: Type.Optional(Text),
    color: Type.Optional(Type.String({ pattern: '^(good|warning|danger|#[0-9a-fA-F]{6})$' })),
    pretext: Type.Optional(Text),
    author_name: Type.Optional(Text),
    title: Type.Optional(Text),
    title_link: Type.Optional(Link),
    text: Type.Optional(Text),
    fields: Type.Optional(Type.Array(Field)),
    image_url: Type.Optional(Link),
    thumb_url: Type.Optional(Link),
    footer: Type.Optional(Text),
    footer_icon: Type.Optional(Link),
    ts: Type.Optional(Type.Union([Type.Number(), Type.String({ pattern: '^\\d+$' })])),
    callback_id: Type.Optional(Text),
    mrkdwn_in: Type.Optional(
      Type.Array(
        Type.Union((['text', 'pretext', 'fields', 'fallback'] as const).map((one) => Type.Literal(one))),
      ),
    ),
  },
  closed,
);

const Payload = Type.Object(
  {
    text: Type.Optional(Text),
    attachments: Type.Optional(Type.Array(Attachment)),
    channel: Type.Optional(Text),
    username: Type.Optional(Text),
    icon_emoji: Type.Optional(Text),
    icon_url: Type.Optional(Link),
    link_names: Type.Optional(Type.Boolean()),
    mrkdwn: Type.Optional(Type.Boolean()),
  },
  closed,
);

export type Payload = Static<typeof Payload>;

const validator = Compile(Payload);

const MAX_ATTACHMENTS = 100;
const MAX_TEXT = 40_000;

/**
 * What Slack would say of it: the payload, or one of its error words. Slack overlooks a field that it does not
 * know; here it is refused, because it would be a mistake of ours.
 * https://api.slack.com/messaging/webhooks#handling_errors
 */
export const readPayload = (
  body: unknown,
):
  | { readonly payload: Payload }
  | { readonly refused: 'invalid_payload' | 'no_text' | 'too_many_attachments' } => {
  if (!validator.Check(body)) return { refused: 'invalid_payload' };
  const { text = '', attachments = [] } = body;
  if (text.length > MAX_TEXT) return { refused: 'invalid_payload' };
  if (attachments.length > MAX_ATTACHMENTS) return { refused: 'too_many_attachments' };
  const said = [text, ...attachments.flatMap((one) => [one.text, one.title, one.pretext, one.fallback])];
  return said.some((part) => part) ? { payload: body } : { refused: 'no_text' };
};
