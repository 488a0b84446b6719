/*
One peer for one row of the benchmark table, kept alive: training steps of a GPT by llm.c (github.com/karpathy/llm.c), whose own train_gpt2.c is compiled into this program
from the folder that the benchmarks are given; nothing of it lies here.

    llmc_peer LAYERS WIDTH HEADS CONTEXT BATCH VOCABULARY SECONDS CLOCK

Writes "ready DETAILS", then the seconds for one step for every line of standard input. SECONDS is the length of a repetition, CLOCK Wall or Processor.
A network of llm.c begins as a file, so one with random weights is written; its layers have biases and GELU by its tanh form, otherwise it is the row's network.
*/
#define TESTING
#include "train_gpt2.c"

enum { HEADER = 256, MAGIC = 20240326, VERSION = 3 };

static float uniform(uint64_t *state) {
    *state = *state * 6364136223846793005ull + 1442695040888963407ull;
    return (float)(*state >> 40) / (float)(1 << 24) - 0.5f;
}

/* Layer norms begin with gains of one, which stand where fill_in_parameter_sizes says; all else is small and random. */
static int write_network(const char *path, GPT2Config config) {
    size_t sizes[NUM_PARAMETER_TENSORS];
    int header[HEADER] = { MAGIC, VERSION, config.max_seq_len, config.vocab_size, config.num_layers, config.num_heads, config.channels, config.padded_vocab_size };
    const int gains[] = { 2, 8, 14 };
    uint64_t state = 1;
    FILE *file = fopen(path, "wb");
    if (file == NULL) return 0;
    fwrite(header, sizeof(int), HEADER, file);
    fill_in_parameter_sizes(sizes, config);
    for (int tensor = 0; tensor < NUM_PARAMETER_TENSORS; tensor++) {
        int is_gain = tensor == gains[0] || tensor == gains[1] || tensor == gains[2];
        for (size_t i = 0; i < sizes[tensor]; i++) {
            float value = is_gain ? 1.0f : 0.07f * uniform(&state);
            fwrite(&value, sizeof value, 1, file);
        }
    }
    return fclose(file) == 0;
}

static double now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec + 1e-9 * time.tv_nsec;
}

static void train(GPT2 *model, int *tokens, int batch, int context, int step) {
    gpt2_forward(model, tokens, tokens + 1, batch, context);
    gpt2_zero_grad(model);
    gpt2_backward(model);
    gpt2_update(model, 1e-3f, 0.9f, 0.999f, 1e-8f, 0.01f, step);
}

int main(int count, char **arguments) {
    if (count != 9) {
        puts("missing it needs eight arguments");
        return 0;
    }

    int context = atoi(arguments[4]), batch = atoi(arguments[5]), vocabulary = atoi(arguments[6]);
    double seconds = atof(arguments[7]);
    clockid_t clock = strcmp(arguments[8], "Processor") == 0 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC;

    /* llm.c talks on standard output, where only answers belong. */
    FILE *answers = fdopen(dup(STDOUT_FILENO), "w");
    dup2(STDERR_FILENO, STDOUT_FILENO);

    char path[] = "/tmp/llmc_peer_XXXXXX";
    int handle = mkstemp(path);
    GPT2Config config = { context, vocabulary, vocabulary, atoi(arguments[1]), atoi(arguments[3]), atoi(arguments[2]) };
    GPT2 model;
    if (handle < 0 || !write_network(path, config)) {
        fprintf(answers, "missing %s cannot be written\n", path);
        return 0;
    }
    close(handle);
    gpt2_build_from_checkpoint(&model, path);
    unlink(path);

    int *tokens = malloc(sizeof(int) * (batch * context + 1));
    uint64_t state = 2;
    for (int i = 0; i <= batch * context; i++) tokens[i] = (int)((uniform(&state) + 0.5f) * vocabulary) % vocabulary;

    int step = 0, steps = 1;
    double first = 0;
    char line[64];
    for (int warm_up = 0; warm_up < 3; warm_up++) {
        double begun = now(CLOCK_MONOTONIC);
        train(&model, tokens, batch, context, ++step);
        first = now(CLOCK_MONOTONIC) - begun;
    }
    if (seconds > first) steps = (int)(seconds / first + 0.5);
    fprintf(answers, "ready llm.c, loss %.3f after %d steps\n", model.mean_loss, step);
    fflush(answers);
    while (fgets(line, sizeof line, stdin) != NULL) {
        double begun = now(clock);
        for (int i = 0; i < steps; i++) train(&model, tokens, batch, context, ++step);
        fprintf(answers, "%.9g\n", (now(clock) - begun) / steps);
        fflush(answers);
    }
    free(tokens);
    gpt2_free(&model);
    return 0;
}
