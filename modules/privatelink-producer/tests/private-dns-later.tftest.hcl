# A private DNS name for a service that has none yet: the record that proves it cannot be known before the apply.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "orders"
  customer_name      = "Example Corp"
  tray_org_id        = "acme"
  vpc_id             = "vpc-0123456789abcdef0"
  subnets            = { "euw1-az1" = "subnet-0123456789abcdef0" }
  allowed_principals = ["arn:aws:iam::111111111111:role/tray-privatelink-acme"]
  ports              = { postgres = { port = 5432, targets = { primary = { id = "10.0.1.10" } } } }
}

run "a_service_without_a_name" {
  assert {
    condition     = length(terraform_data.private_dns_name) == 0
    error_message = "There must be no name."
  }
}

run "a_name_can_be_added_to_a_service_that_exists_in_one_apply" {
  command = plan

  variables {
    private_dns = { name = "orders.example.com", route53 = { zone_id = "Z0123456789ABCDEFGHIJ" } }
  }

  assert {
    condition     = length(aws_route53_record.private_dns_verification) == 1 && length(aws_vpc_endpoint_service_private_dns_verification.this) == 1
    error_message = "Record and verification must be planned together with the name."
  }
}
