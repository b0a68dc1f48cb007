import { Empty } from 'antd';
import type { ReactNode } from 'react';

/** Nothing here yet: why, and what one does first. */
export const EmptyState = ({
  title,
  help,
  children,
}: {
  readonly title: string;
  readonly help: string;
  readonly children?: ReactNode;
}) => (
  <Empty
    image={Empty.PRESENTED_IMAGE_SIMPLE}
    description={
      <>
        <strong>{title}</strong>
        <p className="soft">{help}</p>
      </>
    }
  >
    {children}
  </Empty>
);
