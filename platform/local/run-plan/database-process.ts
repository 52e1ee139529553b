import { join } from 'node:path';
import { migrate } from '@fondaco/chassis/postgres';
import type { Address } from '../../addresses.ts';
import type { InstancePaths } from '../instance/paths.ts';
import { prepareDatabase } from '../postgres/database.ts';
import { preparePostgres } from '../postgres/server.ts';
import { writePrivateFile } from '../secrets/private-file.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { PlannedPart } from './plan.ts';
import { databaseUrlFile } from './service-environment.ts';

export const databasePart = (service: string) => `postgres-${service}`;

/** A search goes over thousands of rows that stand anywhere in the catalogue. */
export const sharedBuffersOf = (service: string) => (service === 'products' ? '1024MB' : '32MB');

/** A service's own PostgreSQL server, with its roles and its migrations. */
export const planDatabase = (options: {
  readonly service: string;
  readonly address: Address;
  readonly paths: InstancePaths;
  readonly secrets: Secrets;
}): PlannedPart => {
  const { service, address, paths, secrets } = options;
  const passwords = secrets.databases[service];
  if (!passwords) throw new Error(`There are no passwords for the database of ${service}.`);
  const name = databasePart(service);
  const urlAs = (role: string, password: string) =>
    `postgres://${role}:${password}@${address.host}:${address.port}/${service}`;
  return {
    name,
    after: [],
    prepare: async () => {
      await writePrivateFile(databaseUrlFile(secrets, service), urlAs(service, passwords.service.value));
      const spec = await preparePostgres({
        name,
        part: 'postgres',
        dataDirectory: join(paths.data, name),
        address,
        superuserPassword: passwords.superuser.value,
        sharedBuffers: sharedBuffersOf(service),
      });
      return [spec];
    },
    finish: async () => {
      await prepareDatabase({
        address,
        service,
        superuserPassword: passwords.superuser.value,
        ownerPassword: passwords.owner.value,
        servicePassword: passwords.service.value,
        monitorPassword: passwords.monitor.value,
      });
      await migrate({
        url: urlAs(`${service}_owner`, passwords.owner.value),
        directory: join(paths.root, 'services', service, 'migrations'),
      });
    },
  };
};
