# The same service in two regions, each complete in itself: one provider and one module for each. Tray connects in the
# nearest. Endpoints in ap-southeast-2, where the service is not, may reach the one in us-east-1 from afar.

provider "aws" {
  region = var.region
}

provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}

module "orders" {
  source = "../../"

  name          = "orders"
  customer_name = "Example Corp"
  tray_org_id   = var.tray_org_id

  vpc_id  = var.networks[var.region].vpc_id
  subnets = var.networks[var.region].subnets
  ports   = { api = { port = 443, tls_server_name = "orders.example.com", targets = var.networks[var.region].targets } }

  allowed_principals    = [var.tray_principal_arn]
  accepted_endpoint_ids = var.accepted_endpoint_ids
}

module "orders_us_east_1" {
  source = "../../"

  providers = { aws = aws.us_east_1 }

  name          = "orders"
  customer_name = "Example Corp"
  tray_org_id   = var.tray_org_id

  vpc_id            = var.networks["us-east-1"].vpc_id
  subnets           = var.networks["us-east-1"].subnets
  ports             = { api = { port = 443, tls_server_name = "orders.example.com", targets = var.networks["us-east-1"].targets } }
  supported_regions = ["ap-southeast-2"]

  allowed_principals    = [var.tray_principal_arn]
  accepted_endpoint_ids = var.accepted_endpoint_ids_us_east_1
}
