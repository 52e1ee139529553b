/**
 * What went wrong in words for whoever typed the command: one sentence that says what to do. It is printed
 * without a stack trace. `exitCode` is 1 for what failed, 2 for a command that makes no sense.
 */
export class Failure extends Error {
  readonly exitCode: 1 | 2;

  constructor(sentence: string, options: { exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(sentence, { cause: options.cause });
    this.name = 'Failure';
    this.exitCode = options.exitCode ?? 1;
  }
}
