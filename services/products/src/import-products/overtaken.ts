/** What was read is not true any more: somebody was quicker. The transaction is made again. */
export class Overtaken extends Error {
  constructor(what: string) {
    super(`overtaken: ${what}`);
    this.name = 'Overtaken';
  }
}
