import { Button, Result } from 'antd';
import i18next from 'i18next';
import { Component, type ReactNode } from 'react';

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
      <Result
        status="error"
        title={i18next.t('fault.title')}
        subTitle={fault.message}
        extra={
          <Button type="primary" onClick={() => window.location.reload()}>
            {i18next.t('fault.again')}
          </Button>
        }
      />
    );
  }
}
