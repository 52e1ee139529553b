import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a test looks at it. */
export type CollectedSpan = {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Null for the root of a trace. */
  readonly parentSpanId: string | null;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
};

export type SpanCollector = {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  spans(): readonly CollectedSpan[];
  /** Everything that was received, as it came. */
  received(): string;
  close(): Promise<void>;
};

type Value = { stringValue?: string; intValue?: string | number; doubleValue?: number; boolValue?: boolean };
type Attributes = readonly { key: string; value: Value }[];
type ExportRequest = {
  resourceSpans: readonly {
    resource: { attributes: Attributes };
    scopeSpans: readonly {
      spans: readonly {
        name: string;
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        attributes?: Attributes;
        links?: readonly { traceId: string; spanId: string }[];
        status?: { code?: number };
      }[];
    }[];
  }[];
};

const ERROR = 2;

const valuesOf = (attributes: Attributes = []): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** Takes spans as an OpenTelemetry collector does: OTLP over HTTP, JSON. */
export const startSpanCollector = async (): Promise<SpanCollector> => {
  const bodies: string[] = [];
  const spans: CollectedSpan[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      for (const { resource, scopeSpans } of (JSON.parse(body) as ExportRequest).resourceSpans) {
        const service = String(valuesOf(resource.attributes)['service.name']);
        for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
          spans.push({
            service,
            name: span.name,
            traceId: span.traceId,
            spanId: span.spanId,
            parentSpanId: span.parentSpanId || null,
            links: span.links ?? [],
            attributes: valuesOf(span.attributes),
            failed: span.status?.code === ERROR,
          });
        }
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans: () => spans,
    received: () => bodies.join('\n'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
