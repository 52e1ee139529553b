/** The official images, each pinned by version; the house's own are built from the Containerfile. */
export const images = {
  service: 'fondaco-service:0.1.0',
  gateway: 'fondaco-gateway:0.1.0',
  kafka: 'fondaco-kafka:0.1.0',
  accessLogExporter: 'fondaco-access-log-exporter:0.1.0',
  nginx: 'nginx:1.29.3-alpine3.22-slim',
  postgres: 'postgres:18.1-trixie',
  prometheus: 'prom/prometheus:v3.5.0',
  alertmanager: 'prom/alertmanager:v0.28.1',
  grafana: 'grafana/grafana:12.2.0',
  postgresExporter: 'prometheuscommunity/postgres-exporter:v0.17.1',
  nginxExporter: 'nginx/nginx-prometheus-exporter:1.4.2',
  nodeExporter: 'prom/node-exporter:v1.9.1',
  blackboxExporter: 'prom/blackbox-exporter:v0.27.0',
  jaeger: 'jaegertracing/jaeger:2.11.0',
} as const;
