// Money is counted in whole cents, never in floating point.
export function parse(text) {
  const clean = String(text ?? "")
    .normalize("NFKC")
    .replace(/[,\s\u00a5]/g, "");
  const parts = clean.match(/^([+-]?)(\d*)(?:\.(\d*))?$/);
  if (!parts || !(parts[2] || parts[3])) return null;
  const digits = BigInt(`${parts[2] || "0"}${parts[3] ?? ""}`);
  return { value: parts[1] === "-" ? -digits : digits, places: (parts[3] ?? "").length };
}

export function rescale({ value, places }, wanted) {
  if (places <= wanted) return value * 10n ** BigInt(wanted - places);
  const unit = 10n ** BigInt(places - wanted);
  const size = value < 0n ? -value : value;
  const rounded = (size + unit / 2n) / unit;
  return value < 0n ? -rounded : rounded;
}

export function times(a, b) {
  return { value: a.value * b.value, places: a.places + b.places };
}

export function write(value, places) {
  const sign = value < 0n ? "-" : "";
  const digits = String(value < 0n ? -value : value).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ",");
  return sign + whole + (places ? `.${digits.slice(-places)}` : "");
}
