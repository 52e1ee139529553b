import { join } from 'node:path';
import { migrate } from '@fondaco/chassis/postgres';
import type { Address } from '../../addresses.ts';
import type { InstancePaths } from '../instance/paths.ts';
import { prepareDatabase } from '../postgres/database.ts';
import { preparePostgres, superuser } from '../postgres/server.ts';
import { writePrivateFile } from '../secrets/private-file.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { PlannedPart } from './plan.ts';
import { databaseUrlFile } from './service-environment.ts';

export const databasePart = (service: string) => `postgres-${service}`;

/** A search goes over thousands of rows that stand anywhere in the catalogue. */
export const sharedBuffersOf = (service: string) => (service === 'products' ? '1024MB' : '32MB');

/** A service's own PostgreSQL server, with its roles and its migrations. */
export const planDatabase = (options: ServiceDatabase): PlannedPart => {
  const { service, address, paths, secrets } = options;
  const passwords = passwordsOf(secrets, service);
  const name = databasePart(service);
  return {
    name,
    after: [],
    prepare: async () => {
      await writePrivateFile(
        databaseUrlFile(secrets, service),
        databaseUrl(service, address, service, passwords.service.value),
      );
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
        administrator: (database) => superuser(address, passwords.superuser.value, database),
        service,
        ownerPassword: passwords.owner.value,
        servicePassword: passwords.service.value,
        monitorPassword: passwords.monitor.value,
      });
      await migrateDatabase(options);
    },
  };
};

type ServiceDatabase = {
  readonly service: string;
  readonly address: Address;
  readonly paths: InstancePaths;
  readonly secrets: Secrets;
};

/** Applies the migrations of the checkout that the database does not have yet. */
export const migrateDatabase = ({ service, address, paths, secrets }: ServiceDatabase): Promise<void> =>
  migrate({
    url: databaseUrl(service, address, `${service}_owner`, passwordsOf(secrets, service).owner.value),
    directory: join(paths.root, 'services', service, 'migrations'),
  });

const passwordsOf = (secrets: Secrets, service: string) => {
  const passwords = secrets.databases[service];
  if (!passwords) throw new Error(`There are no passwords for the database of ${service}.`);
  return passwords;
};

const databaseUrl = (service: string, { host, port }: Address, role: string, password: string): string =>
  `postgres://${role}:${password}@${host}:${port}/${service}`;
