import {
  type CallbackWithPromise,
  Consumer,
  type ConsumerOptions,
  type FetchOptions,
  type fetchV17,
} from '@platformatic/kafka';

type Options = FetchOptions<Buffer, Buffer, Buffer, Buffer>;
type Answered = CallbackWithPromise<fetchV17.FetchResponse>;

/**
 * Asks a broker for more no sooner than `paceMs` after it gave messages: what is published in close succession comes
 * in one answer, which costs broker and client hardly more than one for a single message. What is published after a
 * pause meets a request that is waiting for it, and comes at once.
 */
export class PacedConsumer extends Consumer {
  readonly #paceMs: number;
  /** By broker. */
  readonly #gaveAt = new Map<number, number>();

  constructor(paceMs: number, options: ConsumerOptions<Buffer, Buffer, Buffer, Buffer>) {
    super(options);
    this.#paceMs = paceMs;
  }

  override fetch(options: Options, callback: Answered): void;
  override fetch(options: Options): Promise<fetchV17.FetchResponse>;
  override fetch(options: Options, callback?: Answered): Promise<fetchV17.FetchResponse> | undefined {
    if (callback === undefined) return super.fetch(options);
    const answer: Answered = (error, response) => {
      if (hasMessages(response)) this.#gaveAt.set(options.node, performance.now());
      callback(error, response);
    };
    const early =
      (this.#gaveAt.get(options.node) ?? Number.NEGATIVE_INFINITY) + this.#paceMs - performance.now();
    if (early > 0) setTimeout(() => super.fetch(options, answer), early);
    else super.fetch(options, answer);
    return undefined;
  }
}

const hasMessages = (response: fetchV17.FetchResponse | undefined): boolean =>
  response?.responses.some(({ partitions }) => partitions.some(({ records }) => records?.length)) ?? false;
