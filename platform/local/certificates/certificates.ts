import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder, readIfThere, writePrivateFile } from '../secrets/private-file.ts';
import { type Issued, issueAuthority, issueServer } from './issue.ts';

/** Paths of PEM files. */
export type Certificates = {
  /** What a browser or client has to trust. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
};

const renewalMs = 30 * 24 * 60 * 60 * 1000;

/**
 * A certificate for localhost, 127.0.0.1 and ::1 from an authority of this instance's own. Both are kept, and
 * issued anew when less than 30 days are left or when they do not fit together.
 */
export const prepareCertificates = async (options: {
  readonly directory: string;
  /** Gets the private keys (0600). */
  readonly secretsDirectory: string;
  readonly now: Date;
  /** Names of hosts that it is for beside those. */
  readonly names?: readonly string[];
}): Promise<Certificates> => {
  const { directory, secretsDirectory, now } = options;
  await mkdir(directory, { recursive: true });
  await privateFolder(secretsDirectory);
  const authorityPaths = {
    certificate: join(directory, 'authority.crt'),
    key: join(secretsDirectory, 'authority.key'),
  };
  const serverPaths = {
    certificate: join(directory, 'localhost.crt'),
    key: join(secretsDirectory, 'localhost.key'),
  };

  const keptAuthority = await read(authorityPaths);
  const authority =
    keptAuthority && isGood(keptAuthority, keptAuthority, now)
      ? keptAuthority
      : await write(authorityPaths, issueAuthority(now));
  const keptServer = await read(serverPaths);
  if (!keptServer || !isGood(keptServer, authority, now)) {
    await write(serverPaths, issueServer(authority, now, options.names));
  }
  return { authority: authorityPaths.certificate, ...serverPaths };
};

type Paths = { readonly certificate: string; readonly key: string };

const read = async (paths: Paths): Promise<Issued | undefined> => {
  const certificate = await readIfThere(paths.certificate);
  const key = await readIfThere(paths.key);
  return certificate && key ? { certificate, key } : undefined;
};

const write = async (paths: Paths, issued: Issued): Promise<Issued> => {
  await writePrivateFile(paths.key, issued.key);
  await writePrivateFile(paths.certificate, issued.certificate);
  return issued;
};

const isGood = (issued: Issued, authority: Issued, now: Date): boolean => {
  try {
    const certificate = new X509Certificate(issued.certificate);
    const issuer = new X509Certificate(authority.certificate);
    return (
      certificate.validToDate.getTime() - now.getTime() > renewalMs &&
      certificate.checkPrivateKey(createPrivateKey(issued.key)) &&
      certificate.verify(issuer.publicKey)
    );
  } catch {
    return false;
  }
};
