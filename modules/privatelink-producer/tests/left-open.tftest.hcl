# What the provider would leave in place without a word: the service has regions and a name that the variables no longer do.

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
  ports              = { postgres = { port = 5432 } }
}

override_resource {
  target = aws_vpc_endpoint_service.this
  values = {
    id                 = "vpce-svc-0123456789abcdef0"
    arn                = "arn:aws:ec2:eu-west-1:222222222222:vpc-endpoint-service/vpce-svc-0123456789abcdef0"
    availability_zones = ["eu-west-1c"]
    supported_regions  = ["eu-west-1", "us-east-1"]
    private_dns_name   = "orders.example.com"
  }
}

run "regions_that_an_empty_set_would_leave_open" {
  variables {
    private_dns = { name = "orders.example.com" }
  }

  expect_failures = [aws_vpc_endpoint_service.this]
}

run "a_private_name_that_null_would_leave" {
  command = plan

  variables {
    supported_regions = ["eu-west-1"]
  }

  expect_failures = [aws_vpc_endpoint_service.this]
}
