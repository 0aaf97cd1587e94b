# Services in a data centre that the VPC reaches over Direct Connect or VPN. The load balancer stands in the VPC and
# forwards to addresses outside of it.

provider "aws" {
  region = var.region
}

module "orders" {
  source = "../../"

  name          = "orders"
  customer_name = "Example Corp"
  tray_org_id   = var.tray_org_id

  # Its route tables lead to the data centre, whose firewall admits these subnets: the targets see the load
  # balancer's addresses, never Tray's.
  vpc_id  = var.vpc_id
  subnets = var.subnets

  ports = {
    oracle = {
      port = 1521
      targets = {
        rack1 = { id = "192.168.10.21", availability_zone = "all" }
        rack2 = { id = "192.168.10.22", availability_zone = "all" }
      }
    }

    # Encrypted between Tray and the load balancer, and again between the load balancer and the data centre.
    erp = {
      port            = 443
      protocol        = "TLS"
      tls_server_name = "erp.example.com"
      certificate_arn = var.certificate_arn
      targets         = { erp = { id = "192.168.10.40", availability_zone = "all" } }
      health_check    = { protocol = "HTTPS", path = "/health" }
    }
  }

  allowed_principals    = [var.tray_principal_arn]
  accepted_endpoint_ids = var.accepted_endpoint_ids
}
