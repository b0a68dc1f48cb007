import { type ReactNode, useState } from 'react';

/** What opens when it is pressed; drawn when it is opened first, so that what nobody opens costs nothing. */
export const Folded = ({
  summary,
  className,
  children,
}: {
  readonly summary: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) => {
  const [wasOpened, setOpened] = useState(false);
  return (
    <details className={className} onToggle={() => setOpened(true)}>
      <summary>{summary}</summary>
      {wasOpened ? children : null}
    </details>
  );
};
