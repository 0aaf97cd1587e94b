# What is known after the apply only: values of resources that the same configuration makes, in every input.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "each_input_alone_and_all_together_may_be_unknown" {
  module {
    source = "./tests/each-input-unknown"
  }

  assert {
    condition     = alltrue([for name, intake in output.intakes : intake.service_name == "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"])
    error_message = "Every one must be applied."
  }

  assert {
    condition     = output.intakes.everything.ports == [{ port = 5432, protocol = "TCP" }]
    error_message = "What was unknown is told once it is known."
  }
}

# The values are made anew, and nobody knows that they will be the same.
run "and_may_become_unknown_again" {
  module {
    source = "./tests/each-input-unknown"
  }

  variables {
    revision = "2"
  }

  assert {
    condition     = length(output.intakes) == 41
    error_message = "Every one must be applied again."
  }
}
