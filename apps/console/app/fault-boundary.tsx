import i18next from 'i18next';
import { Component, type ReactNode } from 'react';
import { Button } from '../components/button.tsx';

/** A fault of the page itself: said, with a way on, instead of an empty window. */
export class FaultBoundary extends Component<{ readonly children: ReactNode }, { readonly fault?: Error }> {
  override state: { readonly fault?: Error } = {};

  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === undefined) return this.props.children;
    return (
      <main className="dead-end">
        <h1>{i18next.t('fault.title')}</h1>
        <p className="soft">{fault.message}</p>
        <Button look="primary" onClick={() => window.location.reload()}>
          {i18next.t('fault.again')}
        </Button>
      </main>
    );
  }
}
