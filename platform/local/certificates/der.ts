/** The few pieces of ASN.1's distinguished encoding (ITU-T X.690) that a certificate is made of. */
export const der = {
  sequence: (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts)),
  set: (...parts: readonly Buffer[]): Buffer => tagged(0x31, Buffer.concat(parts)),
  /** `[n] EXPLICIT`, or a constructed `[n] IMPLICIT`. */
  context: (number: number, ...parts: readonly Buffer[]): Buffer =>
    tagged(0xa0 + number, Buffer.concat(parts)),
  /** A primitive `[n] IMPLICIT`. */
  implicit: (number: number, content: Buffer): Buffer => tagged(0x80 + number, content),
  boolean: (value: boolean): Buffer => tagged(0x01, Buffer.from([value ? 0xff : 0])),
  /** Of a number without sign, its highest byte first. */
  integer: (bytes: Buffer): Buffer =>
    tagged(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes),
  bits: (content: Buffer, unused = 0): Buffer =>
    tagged(0x03, Buffer.concat([Buffer.from([unused]), content])),
  octets: (content: Buffer): Buffer => tagged(0x04, content),
  text: (content: string): Buffer => tagged(0x0c, Buffer.from(content)),
  /** `2.5.29.17` */
  objectId: (dotted: string): Buffer => {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
    return tagged(0x06, Buffer.concat([40 * first + second, ...rest].map(base128)));
  },
  /** Years up to 2049 have a form of their own in certificates (RFC 5280, 4.1.2.5). */
  time: (moment: Date): Buffer => {
    const digits = moment.toISOString().replace(/[-:T]|\.\d+/g, '');
    return moment.getUTCFullYear() < 2050
      ? tagged(0x17, Buffer.from(digits.slice(2)))
      : tagged(0x18, Buffer.from(digits));
  },
};

const tagged = (tag: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([tag]), length(content.length), content]);

const length = (count: number): Buffer => {
  if (count < 0x80) return Buffer.from([count]);
  const bytes = bytesOf(count);
  return Buffer.from([0x80 + bytes.length, ...bytes]);
};

const bytesOf = (value: number): number[] =>
  value < 0x100 ? [value] : [...bytesOf(Math.floor(value / 0x100)), value % 0x100];

const base128 = (value: number): Buffer => {
  const groups = [value % 0x80];
  for (let left = Math.floor(value / 0x80); left > 0; left = Math.floor(left / 0x80)) {
    groups.unshift(0x80 + (left % 0x80));
  }
  return Buffer.from(groups);
};
