import i18next from 'i18next';
import { Component, type ReactNode, useSyncExternalStore } from 'react';
import { Button } from '../components/button.tsx';
import { areTextsLost, watchTexts } from './language.ts';

/** A part of the console that did not come. */
export class PartLost extends Error {}

const load = (): void => window.location.reload();

interface FaultBoundaryProps {
  /** Within a frame, the address that is shown: at another one it is tried anew. */
  readonly place?: string;
  readonly children: ReactNode;
}
interface Caught {
  readonly fault?: Error | undefined;
  readonly place?: string | undefined;
}

/** A fault of the page itself: said, with a way on, instead of an empty window. */
export class FaultBoundary extends Component<FaultBoundaryProps, Caught> {
  override state: Caught = { place: this.props.place };

  static getDerivedStateFromError(fault: Error): Caught {
    return { fault };
  }

  static getDerivedStateFromProps({ place }: FaultBoundaryProps, caught: Caught): Caught | null {
    return place === caught.place ? null : { place, fault: undefined };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    const { place, children } = this.props;
    if (fault === undefined) return children;
    const Place = place === undefined ? 'main' : 'div';
    const isLost = fault instanceof PartLost;
    return (
      <Place className="dead-end" role={place === undefined ? undefined : 'alert'}>
        <h1>{i18next.t(isLost ? 'problem.noAnswer' : 'fault.title')}</h1>
        <p className="soft">{isLost ? i18next.t('problem.tryAgain') : fault.message}</p>
        <Button look="primary" onClick={load}>
          {i18next.t(isLost ? 'problem.again' : 'fault.again')}
        </Button>
      </Place>
    );
  }
}

/** Says in both languages that texts did not come: which of them are there is not known. */
export const TextsBoundary = ({ children }: { readonly children: ReactNode }) => {
  if (!useSyncExternalStore(watchTexts, areTextsLost)) return children;
  return (
    <main className="dead-end">
      <h1 lang="zh-CN">页面没有完全载入</h1>
      <p lang="zh-CN" className="soft">
        请检查网络后重试。
      </p>
      <h1 lang="en">The page did not load completely</h1>
      <p lang="en" className="soft">
        Check the network, then try again.
      </p>
      <Button look="primary" onClick={load}>
        重试 · Try again
      </Button>
    </main>
  );
};
