// tipline: the operator's command. Each command is one file beside this one; see command.h.
#include "workers/cli/run.h"

int main(int argc, char** argv) {
  return tipline::cli::Run(argc, argv);
}
