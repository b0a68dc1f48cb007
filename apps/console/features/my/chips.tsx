interface ChipsProps<One extends string> {
  readonly label: string;
  readonly all: readonly One[];
  readonly chosen: readonly One[];
  readonly nameOf: (one: One) => string;
  readonly onToggle: (one: One) => void;
  readonly disabled?: boolean;
}

/** Choices of which any number can be pressed. */
export const Chips = <One extends string>({
  label,
  all,
  chosen,
  nameOf,
  onToggle,
  disabled = false,
}: ChipsProps<One>) => (
  <fieldset className="chips" disabled={disabled}>
    <legend>{label}</legend>
    {all.map((one) => (
      <button
        key={one}
        type="button"
        className="chip"
        aria-pressed={chosen.includes(one)}
        onClick={() => onToggle(one)}
      >
        {nameOf(one)}
      </button>
    ))}
  </fieldset>
);
