import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const shop = 'https://localhost:8443';

export default defineConfig({
  base: '/backoffice/',
  plugins: [react()],
  build: {
    target: 'baseline-widely-available',
    // The pages' CSP has no room for data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/backoffice/bff': {
        target: shop,
        changeOrigin: true,
        secure: false,
        // The BFF takes changes from its own origin only; the dev server's is another.
        configure: (proxy) => proxy.on('proxyReq', (request) => request.setHeader('origin', shop)),
      },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    isolate: false,
  },
});
