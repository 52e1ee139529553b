import { createHmac } from 'node:crypto';

/** `Sandbox-Signature`: HMAC-SHA256 of `<seconds>.<body>`. The time is signed so that a copy ages. */
export const signatureOf = (body: string, secret: string, now: Date): string => {
  const seconds = Math.floor(now.getTime() / 1000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
};
