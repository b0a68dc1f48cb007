interface BigSwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  /** What it began is not over: it keeps the focus, and does nothing. */
  readonly isBusy: boolean;
  readonly onTurn: () => void;
}

/** On or off, for a thumb. */
export const BigSwitch = ({ label, isOn, isBusy, onTurn }: BigSwitchProps) => (
  <button
    type="button"
    role="switch"
    className="big-switch"
    aria-checked={isOn}
    aria-label={label}
    aria-disabled={isBusy || undefined}
    onClick={() => (isBusy ? undefined : onTurn())}
  >
    <span />
  </button>
);
