/**
 * - `unreachable`: it is not this e-mail's fault; none can be sent now
 * - `temporary`: refused for now, or nobody knows what became of it: it is sent again, as the same e-mail
 * - `permanent`: it will be refused again; `suppress` when the address itself does not exist
 */
export type SmtpFailure =
  | { readonly kind: 'unreachable' | 'temporary'; readonly reason: string }
  | { readonly kind: 'permanent'; readonly reason: string; readonly suppress: boolean };

type SmtpError = {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
};

/** RFC 3463: the mailbox, the system or the address is none. Not 5.1.8, which is about the sender. */
const NO_SUCH_ADDRESS = /^5\d\d[ -]5\.1\.(1|2|3|6|10)\b/;

/** What a failure to send says about the e-mail, and about the server. */
export const judgeFailure = (error: unknown): SmtpFailure => {
  const { code, command, responseCode, response } = (error ?? {}) as SmtpError;
  const status = typeof responseCode === 'number' ? responseCode : 0;
  const reason = status > 0 ? answerOf(status, response) : String(code ?? 'unknown');
  const aboutThisMail = command === 'RCPT TO' || command === 'DATA';
  if (status >= 500 && aboutThisMail) {
    const suppress = command === 'RCPT TO' && NO_SUCH_ADDRESS.test(String(response));
    return { kind: 'permanent', reason, suppress };
  }
  if (status === 0 && code === 'EENVELOPE') return { kind: 'permanent', reason, suppress: false };
  if (status >= 400 && status !== 421 && (aboutThisMail || command === 'MAIL FROM'))
    return { kind: 'temporary', reason };
  // The connection ended somewhere in the middle: it may have been taken.
  if (status === 0 && (code === 'EABORT' || command === 'DATA')) return { kind: 'temporary', reason };
  return { kind: 'unreachable', reason };
};

/** Status and enhanced code only: the words of an answer often quote the address. */
const answerOf = (status: number, response: unknown): string => {
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(String(response))?.[1];
  return enhanced === undefined ? `smtp ${status}` : `smtp ${status} ${enhanced}`;
};
