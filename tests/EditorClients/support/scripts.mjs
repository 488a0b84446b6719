// The scripts that the clients open.

/** Two matrices that do not multiply; the fix that is offered is to transpose `k`. Characters of several UTF-16 units stand before the mistake. */
export const broken = `## Scores of an attention 😀 größe.
model Scores(size: int) (x: [B, T, C]) -> [B, T, T] {
  q = x |> dense(size)
  k = x |> dense(size)
  q @ k
}

scores = Scores(8)
y = scores(random([2, 5, 3]))
print(y)
`;

/** Badly laid out, and without mistakes. */
export const untidy = `x=1+2
print( x )
`;

export const tidy = `x = 1 + 2
print(x)
`;
