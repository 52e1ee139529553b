import { Component, type ErrorInfo, type ReactNode } from 'react';

type Props = { readonly children: ReactNode; readonly onError?: (error: unknown, info: ErrorInfo) => void };

/** React knows error boundaries as classes only. */
export class ErrorBoundary extends Component<Props, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    this.props.onError?.(error, info);
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main className="content" id="content">
        <title>Something went wrong · Fondaco</title>
        <div className="notice notice-block" role="alert">
          <h1>Something went wrong</h1>
          <p>That is our mistake, not yours. Your basket and your orders are safe.</p>
          <p className="actions">
            <button type="button" className="button" onClick={() => window.location.reload()}>
              Reload the page
            </button>
            <a className="button button-quiet" href="/">
              To the catalogue
            </a>
          </p>
        </div>
      </main>
    );
  }
}
