const SECRET_NAME = /(key|token|secret|passw(or)?d|credential|auth)/i

/** A command line with the values of options that sound like credentials taken out: `--api-key=…`, `--token …`. */
export function redactArguments(command: readonly string[]): string[] {
  return command.map((argument, n) => {
    const [name = '', value] = argument.split(/=(.*)/s)
    if (value !== undefined) return SECRET_NAME.test(name) ? `${name}=[redacted]` : argument
    const option = command[n - 1] ?? ''
    return n > 0 &&
      option.startsWith('-') &&
      !option.includes('=') &&
      SECRET_NAME.test(option) &&
      !argument.startsWith('-')
      ? '[redacted]'
      : argument
  })
}
