/**
 * Something that is needed is not there at this moment; the same request may succeed later. `code` is
 * what the answer (503) carries: `service/unavailable` unless it is another service that is away.
 */
export class Unavailable extends Error {
  readonly code: string;
  readonly retryAfterSeconds: number;

  constructor(
    message: string,
    options: { readonly cause?: unknown; readonly code?: string; readonly retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code ?? 'service/unavailable';
    this.retryAfterSeconds = options.retryAfterSeconds ?? 1;
  }
}
