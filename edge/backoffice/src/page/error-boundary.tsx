import { Component, type ReactNode } from 'react';

/** React knows error boundaries as classes only. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main className="content">
        <div className="notice notice-block" role="alert">
          <h1>This page is broken</h1>
          <p>The system it shows may be well. Reload, and tell the team if it happens again.</p>
          <button type="button" className="button" onClick={() => window.location.reload()}>
            Reload
          </button>
        </div>
      </main>
    );
  }
}
