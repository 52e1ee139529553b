import type { KeyObject } from 'node:crypto';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';
import { der } from './der.ts';

/** A certificate and its private key, both PEM. */
export type Issued = { readonly certificate: string; readonly key: string };

const day = 24 * 60 * 60 * 1000;

/** A self-signed authority for ten years, good for local names alone: whoever trusts it risks nothing else. */
export const issueAuthority = (now: Date): Issued => {
  const { privateKey, publicKey } = newKeys();
  // Trust stores go by the name: instances of one machine must not be taken for each other.
  const name = `Fondaco local authority ${keyId(publicKey).toString('hex').slice(0, 8)}`;
  const certificate = signed(privateKey, {
    issuer: name,
    subject: name,
    publicKey,
    ...lifetime(now, 3650),
    extensions: [
      extension('2.5.29.19', critical, der.sequence(der.boolean(true), der.integer(Buffer.from([0])))),
      extension('2.5.29.15', critical, der.bits(Buffer.from([keyCertSign | crlSign]), 1)),
      extension('2.5.29.30', critical, der.sequence(der.context(0, ...localNames.map(permitted)))),
      extension('2.5.29.14', optional, der.octets(keyId(publicKey))),
    ],
  });
  return { certificate, key: exported(privateKey) };
};

/**
 * A server's certificate for localhost, 127.0.0.1, ::1 and `names`, which are names of hosts, for 397 days, the longest that
 * browsers take.
 */
export const issueServer = (authority: Issued, now: Date, names: readonly string[] = []): Issued => {
  const { privateKey, publicKey } = newKeys();
  const authorityKey = createPrivateKey(authority.key);
  const authorityId = keyId(createPublicKey(authorityKey));
  const certificate = signed(authorityKey, {
    issuer: `Fondaco local authority ${authorityId.toString('hex').slice(0, 8)}`,
    subject: 'localhost',
    publicKey,
    ...lifetime(now, 397),
    extensions: [
      extension('2.5.29.19', critical, der.sequence()),
      extension('2.5.29.15', critical, der.bits(Buffer.from([digitalSignature]), 7)),
      extension('2.5.29.37', optional, der.sequence(der.objectId(serverAuthentication))),
      extension(
        '2.5.29.17',
        optional,
        der.sequence(
          ...localNames.map(({ tag, value }) => der.implicit(tag, value)),
          ...names.map((name) => der.implicit(2, Buffer.from(name))),
        ),
      ),
      extension('2.5.29.14', optional, der.octets(keyId(publicKey))),
      extension('2.5.29.35', optional, der.sequence(der.implicit(0, authorityId))),
    ],
  });
  return { certificate, key: exported(privateKey) };
};

const critical = true;
const optional = false;
const digitalSignature = 0x80;
const keyCertSign = 0x04;
const crlSign = 0x02;
const serverAuthentication = '1.3.6.1.5.5.7.3.1';

/** RFC 5280's GeneralName: 2 is a DNS name, 7 an address, which has a mask when it is a constraint. */
const localNames = [
  { tag: 2, value: Buffer.from('localhost'), mask: Buffer.alloc(0) },
  { tag: 7, value: Buffer.from([127, 0, 0, 1]), mask: Buffer.alloc(4, 0xff) },
  { tag: 7, value: Buffer.from([...Buffer.alloc(15), 1]), mask: Buffer.alloc(16, 0xff) },
];

const permitted = ({ tag, value, mask }: (typeof localNames)[number]): Buffer =>
  der.sequence(der.implicit(tag, Buffer.concat([value, mask])));

type Content = {
  readonly issuer: string;
  readonly subject: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
};

/** RFC 5280, 4.1. */
const signed = (key: KeyObject, content: Content): string => {
  const algorithm = der.sequence(der.objectId('1.2.840.10045.4.3.2'));
  const body = der.sequence(
    der.context(0, der.integer(Buffer.from([2]))),
    der.integer(serialNumber()),
    algorithm,
    commonName(content.issuer),
    der.sequence(der.time(content.notBefore), der.time(content.notAfter)),
    commonName(content.subject),
    content.publicKey.export({ type: 'spki', format: 'der' }),
    der.context(3, der.sequence(...content.extensions)),
  );
  const certificate = der.sequence(body, algorithm, der.bits(sign('sha256', body, key)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};

const extension = (id: string, isCritical: boolean, value: Buffer): Buffer =>
  der.sequence(der.objectId(id), ...(isCritical ? [der.boolean(true)] : []), der.octets(value));

const commonName = (name: string): Buffer =>
  der.sequence(der.set(der.sequence(der.objectId('2.5.4.3'), der.text(name))));

/** Positive and without a leading zero, whatever is drawn. */
const serialNumber = (): Buffer => Buffer.concat([Buffer.from([0x40]), randomBytes(15)]);

// Starting a little earlier spares clients whose clock is slow.
const lifetime = (now: Date, days: number) => {
  const start = now.getTime() - 60 * 60 * 1000;
  return { notBefore: new Date(start), notAfter: new Date(start + days * day) };
};

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

const keyId = (publicKey: KeyObject): Buffer =>
  createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();

const exported = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
