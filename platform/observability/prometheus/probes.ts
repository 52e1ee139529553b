import { PROBE_MODULE } from './exporter-jobs.ts';

/**
 * What the blackbox exporter asks, and what it takes for a good answer: the page of the shop over HTTPS, with a
 * certificate of `authority` (a PEM file), or of one that every system knows. JSON, which is YAML.
 */
export const renderProbes = (options: {
  /** What browsers call the shop. */
  readonly publicOrigin: string;
  readonly authority?: string;
}): string => {
  const { host, hostname } = new URL(options.publicOrigin);
  const http = {
    headers: { Host: host },
    valid_status_codes: [200],
    fail_if_not_ssl: true,
    preferred_ip_protocol: 'ip4',
    tls_config: {
      ...(options.authority !== undefined && { ca_file: options.authority }),
      server_name: hostname,
    },
  };
  return JSON.stringify({ modules: { [PROBE_MODULE]: { prober: 'http', timeout: '3s', http } } });
};
