import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { type Admin, alterUserScramCredentialsV0 } from '@platformatic/kafka';

const iterations = 4096;
/** SCRAM-SHA-512, as Kafka's protocol numbers it. */
const mechanism = 2;

/** Gives users their passwords, as salted hashes: no password reaches the broker. */
export const writeScramUsers = async (
  admin: Admin,
  users: readonly { readonly name: string; readonly password: string }[],
): Promise<void> => {
  const upsertions = await Promise.all(
    users.map(async ({ name, password }) => {
      const salt = randomBytes(16);
      const saltedPassword = await promisify(pbkdf2)(password, salt, iterations, 64, 'sha512');
      return { name, mechanism, iterations, salt, saltedPassword };
    }),
  );
  // `Admin` has no method of its own for this request; any broker passes it on to the controller.
  const [connection] = (await admin.connectToBrokers()).values();
  if (!connection) throw new Error('No Kafka broker answers.');
  await alterUserScramCredentialsV0.api.async(connection, [], upsertions);
};
