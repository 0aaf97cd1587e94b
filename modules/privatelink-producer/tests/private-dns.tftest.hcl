# Private DNS names and their proof, on a mocked provider.

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

override_resource {
  target = aws_vpc_endpoint_service.this
  values = {
    id                             = "vpce-svc-0123456789abcdef0"
    arn                            = "arn:aws:ec2:eu-west-1:222222222222:vpc-endpoint-service/vpce-svc-0123456789abcdef0"
    service_name                   = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
    availability_zones             = ["eu-west-1c"]
    private_dns_name_configuration = [{ name = "_abcdefghij", state = "pendingVerification", type = "TXT", value = "vpce:secret" }]
  }
}

run "private_dns_in_route53_is_proven_by_the_module" {
  variables {
    private_dns = { name = "*.orders.example.com", route53 = { zone_id = "Z0123456789ABCDEFGHIJ" } }
  }

  assert {
    condition     = aws_vpc_endpoint_service.this.private_dns_name == "*.orders.example.com"
    error_message = "The name must be set on the service."
  }

  assert {
    condition     = aws_route53_record.private_dns_verification[0].name == "_abcdefghij.orders.example.com" && aws_route53_record.private_dns_verification[0].type == "TXT"
    error_message = "The record stands under the domain that the wildcard covers."
  }

  assert {
    condition     = aws_route53_record.private_dns_verification[0].records == toset(["vpce:secret"])
    error_message = "The record carries AWS's value."
  }

  assert {
    condition     = aws_vpc_endpoint_service_private_dns_verification.this[0].wait_for_verification
    error_message = "The apply must end with a name that is proven."
  }
}

run "private_dns_elsewhere_is_told_and_waits_for_the_record" {
  variables {
    private_dns = { name = "orders.example.com" }
  }

  assert {
    condition     = output.private_dns_verification_record == { name = "_abcdefghij.orders.example.com", type = "TXT", value = "vpce:secret" }
    error_message = "The record to make must be told."
  }

  assert {
    condition     = length(aws_route53_record.private_dns_verification) == 0 && length(aws_vpc_endpoint_service_private_dns_verification.this) == 0
    error_message = "Verification must not start before the record exists."
  }
}

run "private_dns_elsewhere_is_verified_after_a_record_of_the_same_apply" {
  variables {
    private_dns            = { name = "orders.example.com" }
    private_dns_record_ids = { txt = "record-1" }
  }

  assert {
    condition     = length(aws_vpc_endpoint_service_private_dns_verification.this) == 1
    error_message = "Verification must start without a second apply."
  }
}

run "private_dns_elsewhere_is_verified_once_the_record_exists" {
  variables {
    private_dns = { name = "orders.example.com", record_exists = true }
  }

  assert {
    condition     = length(aws_vpc_endpoint_service_private_dns_verification.this) == 1
    error_message = "Verification must start."
  }
}
