import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const shop = 'https://localhost:8443';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'baseline-widely-available',
    // The shop's CSP has no room for data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/media': { target: shop, changeOrigin: true, secure: false },
      '/bff': {
        target: shop,
        changeOrigin: true,
        secure: false,
        // The BFF takes changes from the shop's own origin only; the dev server's is another.
        configure: (proxy) => proxy.on('proxyReq', (request) => request.setHeader('origin', shop)),
      },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    // The tests clean up after themselves, and a DOM for every file costs more than they do.
    isolate: false,
  },
});
